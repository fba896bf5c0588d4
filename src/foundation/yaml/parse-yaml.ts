import type { Event } from 'js-yaml';
import { jsYaml } from './js-yaml.js';
import { LineIndex, type Position } from './line-index.js';
import { unread } from './plain-scalar.js';
import { notPlain, plainValue } from './plain-value.js';
import type { TextFields } from './text-fields.js';
import { type Place, PlaceFinder } from './yaml-places.js';
import type { YamlProblem } from './yaml-problem.js';
import { syntaxProblem } from './yaml-syntax.js';
import { ValueBuilder } from './yaml-value.js';

export type YamlPath = readonly (string | number)[];

/** What of the node at a path is meant: its key, its value, or the first key of the mapping that it is. */
export type PathPart = 'key' | 'value' | 'first-key';

export interface ParsedYaml {
  /** `unread` where the text could not be read, and inside it in the place of what was refused. */
  value: unknown;
  problems: readonly YamlProblem[];
  positionAt(offset: number): Position;
  /** Where a path stands in the text; the nearest parent's place where the path itself is not written. */
  locate(path: YamlPath, part: PathPart): Position;
}

/** Reads one YAML document; never throws for what the text holds. A byte order mark is skipped. */
export function parseYaml(source: string, options: { textFields?: TextFields } = {}): ParsedYaml {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const events = parseEvents(text);
  if (!Array.isArray(events)) return { value: unread, problems: [events], ...places(text, events.offset) };
  const plain = plainValue({ text, events }, options.textFields);
  const { value, problems } =
    plain === notPlain ? readEvents(text, events, options.textFields) : { value: plain, problems: none };
  return { value, problems, ...places(text, events) };
}

const none: readonly YamlProblem[] = [];

/** Looks for positions only when they are asked for: few files have a finding. Where nothing was read, all is at `found`. */
function places(text: string, found: readonly Event[] | number): Pick<ParsedYaml, 'positionAt' | 'locate'> {
  let lines: LineIndex | undefined;
  let root: Place | undefined;
  return {
    positionAt(offset) {
      lines ??= new LineIndex(text);
      return lines.positionAt(offset);
    },
    locate(path, part) {
      lines ??= new LineIndex(text);
      if (typeof found === 'number') return lines.positionAt(found);
      root ??= new PlaceFinder({ text, events: found }).find();
      return lines.positionAt(offsetOf(root, path, part));
    },
  };
}

function parseEvents(text: string): Event[] | YamlProblem {
  const { parseEvents: parse, YAMLException } = jsYaml();
  try {
    return parse(text, {});
  } catch (thrown) {
    if (thrown instanceof YAMLException) return syntaxProblem(thrown, text);
    throw thrown;
  }
}

function readEvents(text: string, events: Event[], textFields: TextFields | undefined) {
  const { EVENT_ID } = jsYaml();
  const builder = new ValueBuilder({ text, events }, textFields);
  const value = builder.build();
  const problems = builder.problems;
  const second = events.findIndex((event, index) => index > 0 && event.type === EVENT_ID.DOCUMENT);
  if (second !== -1) problems.push(secondDocument(text, events, second));
  // Only the first document decides whether anything was written: `---` alone is as empty as no text at all.
  const [, first] = events;
  const isEmpty = first === undefined || (first.type === EVENT_ID.SCALAR && first.valueStart < 0);
  if (isEmpty && problems.length === 0) {
    problems.push({
      code: 'empty-file',
      offset: 0,
      severity: 'error',
      message: 'the file is empty',
      hint: 'Write its fields, one `field: value` a line.',
    });
  }
  return { value: isEmpty ? unread : value, problems };
}

/** The parser says nothing of where a document begins: it is the first `---` after the last text of the document before. */
function secondDocument(text: string, events: Event[], index: number): YamlProblem {
  const separator = /^---(?=[ \t\r\n]|$)/gm;
  const [first] = events;
  const ownMark = first && 'explicitStart' in first && first.explicitStart ? separator.exec(text)?.index : undefined;
  let end = ownMark === undefined ? 0 : ownMark + 3;
  for (const event of events.slice(0, index)) {
    if ('valueEnd' in event) end = Math.max(end, event.valueEnd);
    else if ('anchorEnd' in event) end = Math.max(end, event.anchorEnd);
  }
  separator.lastIndex = end;
  const [documentEvent, next] = [events[index], events[index + 1]];
  const explicit = documentEvent && 'explicitStart' in documentEvent && documentEvent.explicitStart;
  const start = next && 'start' in next ? next.start : next && 'valueStart' in next ? next.valueStart : end;
  const offset = (explicit ? separator.exec(text)?.index : undefined) ?? Math.max(start, 0);
  return {
    code: 'several-documents',
    offset,
    severity: 'error',
    message: 'a second document begins here',
    hint: 'Keep one document in a file: remove the --- line and what belongs to it.',
  };
}

function offsetOf(root: Place, path: YamlPath, part: PathPart): number {
  let place = root;
  for (const step of path) {
    const child = place.children.get(step);
    if (!child) return part === 'key' ? firstKeyOf(place) : place.value;
    place = child;
  }
  if (part === 'key') return place.key;
  return part === 'value' ? place.value : firstKeyOf(place);
}

function firstKeyOf(place: Place): number {
  const [first] = place.children.values();
  return first ? first.key : place.value;
}
