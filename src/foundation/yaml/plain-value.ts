import type { Event, ScalarEvent } from 'js-yaml';
import { jsYaml } from './js-yaml.js';
import { numberFidelity, resolvePlainScalar } from './plain-scalar.js';
import { type TextFields, textFieldsBelow } from './text-fields.js';
import type { YamlSource } from './yaml-value.js';

/** Told instead of a value. */
export const notPlain: unique symbol = Symbol('not plain');

/** js-yaml's numbers of its events and of the style of a plain scalar, read once. */
let numbers: { document: number; sequence: number; mapping: number; scalar: number; pop: number; plain: number };

/**
 * The value of a text that has nothing of what ValueBuilder judges: one document, no anchors, aliases, tags, merge keys,
 * repeated keys or numbers that are read differently. That is nearly every text, and costs a third of what the builder takes;
 * `notPlain` is the answer for all others. What both accept is the same value.
 */
export function plainValue(source: YamlSource, textFields: TextFields | undefined): unknown {
  const { EVENT_ID, SCALAR_STYLE } = jsYaml();
  numbers ??= {
    document: EVENT_ID.DOCUMENT,
    sequence: EVENT_ID.SEQUENCE,
    mapping: EVENT_ID.MAPPING,
    scalar: EVENT_ID.SCALAR,
    pop: EVENT_ID.POP,
    plain: SCALAR_STYLE.PLAIN,
  };
  const { events } = source;
  if (events.length < 3 || events[0]?.type !== numbers.document || isEmpty(events[1])) return notPlain;
  const cursor: Cursor = { source, at: 1 };
  const value = readNode(cursor, textFields);
  return value !== notPlain && cursor.at === events.length - 1 ? value : notPlain;
}

interface Cursor {
  readonly source: YamlSource;
  /** Index of the next event. */
  at: number;
}

function isEmpty(event: Event | undefined): boolean {
  return event?.type === numbers.scalar && (event as ScalarEvent).valueStart < 0;
}

function readNode(cursor: Cursor, text: TextFields | undefined): unknown {
  const event = cursor.source.events[cursor.at++];
  if (event === undefined) return notPlain;
  if (event.type === numbers.scalar) return readScalar(event as ScalarEvent, cursor.source.text, text === true);
  const isMapping = event.type === numbers.mapping;
  if (!isMapping && event.type !== numbers.sequence) return notPlain;
  const { anchorStart, tagStart } = event as Extract<Event, { tagStart: number }>;
  if (anchorStart >= 0 || tagStart >= 0) return notPlain;
  return isMapping ? readMapping(cursor, text) : readSequence(cursor, text);
}

function readScalar(event: ScalarEvent, source: string, isText: boolean): unknown {
  if (event.anchorStart >= 0 || event.tagStart >= 0) return notPlain;
  const text = textOf(event, source);
  if (event.style !== numbers.plain) return text;
  const value = resolvePlainScalar(text);
  if (typeof value === 'string' || value === null) return value;
  if (isText) return text;
  return typeof value === 'number' && numberFidelity(text, value) !== 'same' ? notPlain : value;
}

function textOf(event: ScalarEvent, source: string): string {
  return event.fast && event.valueStart >= 0
    ? source.slice(event.valueStart, event.valueEnd)
    : jsYaml().getScalarValue(source, event);
}

function readSequence(cursor: Cursor, text: TextFields | undefined): unknown {
  const { events } = cursor.source;
  const below = textFieldsBelow(text, 0);
  const list: unknown[] = [];
  while (events[cursor.at]?.type !== numbers.pop) {
    const item = readNode(cursor, below);
    if (item === notPlain) return notPlain;
    list.push(item);
  }
  cursor.at += 1;
  return list;
}

function readMapping(cursor: Cursor, text: TextFields | undefined): unknown {
  const { events } = cursor.source;
  const mapping: Record<string, unknown> = {};
  for (;;) {
    const event = events[cursor.at++];
    if (event?.type === numbers.pop) return mapping;
    const key = event?.type === numbers.scalar ? readKey(event as ScalarEvent, cursor.source.text) : undefined;
    // Also what every object inherits, `__proto__` for instance, is left to the builder.
    if (key === undefined || mapping[key] !== undefined) return notPlain;
    const value = readNode(cursor, text === undefined ? undefined : textFieldsBelow(text, key));
    if (value === notPlain) return notPlain;
    mapping[key] = value;
  }
}

function readKey(event: ScalarEvent, source: string): string | undefined {
  if (event.valueStart < 0 || event.anchorStart >= 0 || event.tagStart >= 0) return undefined;
  const key = textOf(event, source);
  return key === '<<' && event.style === numbers.plain ? undefined : key;
}
