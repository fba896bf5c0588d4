import type { Event, ScalarEvent } from 'js-yaml';
import { jsYaml } from './js-yaml.js';
import { numberFidelity, resolvePlainScalar, unread } from './plain-scalar.js';
import { type TextFields, textFieldsBelow } from './text-fields.js';
import type { YamlProblem } from './yaml-problem.js';
import { findOutsideComments } from './yaml-scan.js';

interface Frame {
  value: unknown[] | Record<string, unknown>;
  isMapping: boolean;
  text: TextFields | undefined;
  /** The key that waits for its value; undefined while a key is expected. */
  key: string | undefined;
  /** The value that comes next belongs to a refused key and is dropped. */
  drops: boolean;
  isMergeValue: boolean;
  /** This collection stands where a key should be. */
  isKey: boolean;
}

export interface YamlSource {
  text: string;
  events: readonly Event[];
}

/** Builds the value of the first document, and finds what is YAML but not read here: aliases, tags, repeated keys. */
export class ValueBuilder {
  readonly problems: YamlProblem[] = [];
  private readonly frames: Frame[] = [];
  private readonly anchors = new Map<string, { offset: number; used: boolean }>();
  private root: unknown;
  /** Of the event that is looked at. */
  private index = -1;

  constructor(
    private readonly source: YamlSource,
    private readonly textFields: TextFields | undefined,
  ) {}

  /** The value; `unread` in the place of everything that has a problem of its own. */
  build(): unknown {
    const { EVENT_ID } = jsYaml();
    let documents = 0;
    for (const event of this.source.events) {
      this.index += 1;
      if (event.type === EVENT_ID.DOCUMENT) {
        documents += 1;
        if (documents > 1) break;
      } else if (event.type === EVENT_ID.SCALAR) this.addScalar(event);
      else if (event.type === EVENT_ID.ALIAS) this.addAlias(event.anchorStart, event.anchorEnd);
      else if (event.type === EVENT_ID.POP) this.close();
      else {
        this.checkProperties(event);
        this.open(event.type === EVENT_ID.MAPPING, event.start);
      }
    }
    for (const [name, { offset, used }] of this.anchors) {
      if (!used)
        this.problem(
          'yaml-anchor',
          offset,
          `the anchor &${name} is not read`,
          'Put a text that begins with & in quotes.',
        );
    }
    return this.root;
  }

  private problem(code: YamlProblem['code'], offset: number, message: string, hint: string): void {
    this.problems.push({ code, offset, severity: 'error', message, hint });
  }

  private textFieldsHere(): TextFields | undefined {
    const frame = this.frames.at(-1);
    if (!frame) return this.textFields;
    return textFieldsBelow(frame.text, frame.isMapping ? (frame.key ?? '') : 0);
  }

  private open(isMapping: boolean, offset: number): void {
    const parent = this.frames.at(-1);
    const isKey = parent?.isMapping === true && parent.key === undefined;
    if (isKey) {
      this.problem(
        'yaml-key',
        offset,
        'a list or a mapping cannot be a key',
        'Write the key as one word, followed by a colon.',
      );
    }
    this.frames.push({
      value: isMapping ? {} : [],
      isMapping,
      text: isKey ? undefined : this.textFieldsHere(),
      key: undefined,
      drops: false,
      isMergeValue: !isMapping && parent?.isMergeValue === true,
      isKey,
    });
  }

  private close(): void {
    const frame = this.frames.pop();
    if (!frame) return;
    const parent = this.frames.at(-1);
    if (frame.isKey && parent) {
      parent.key = '';
      parent.drops = true;
    } else this.add(frame.value);
  }

  private add(value: unknown): void {
    const frame = this.frames.at(-1);
    if (!frame) this.root = value;
    else if (!frame.isMapping) (frame.value as unknown[]).push(value);
    else {
      const mapping = frame.value as Record<string, unknown>;
      const key = frame.key ?? '';
      if (frame.drops) frame.drops = false;
      // Assigning to __proto__ would change the object's prototype.
      else if (key === '__proto__')
        Object.defineProperty(mapping, key, { value, enumerable: true, configurable: true, writable: true });
      else mapping[key] = value;
      frame.key = undefined;
      frame.isMergeValue = false;
    }
  }

  private addScalar(event: ScalarEvent): void {
    const frame = this.frames.at(-1);
    const tagged = this.checkProperties(event);
    const text = jsYaml().getScalarValue(this.source.text, event);
    if (frame?.isMapping && frame.key === undefined) this.addKey(frame, event, text);
    else if (tagged) this.add(unread);
    else if (event.style !== jsYaml().SCALAR_STYLE.PLAIN) this.add(text);
    else this.add(this.resolve(event, text));
  }

  private addKey(frame: Frame, event: ScalarEvent, text: string): void {
    const { SCALAR_STYLE } = jsYaml();
    frame.key = text;
    if (event.valueStart < 0) {
      this.problem(
        'yaml-key',
        this.offsetOfEmptyKey(),
        'there is a colon without a key before it',
        'Write a key before the colon, or put a text that begins with a colon in quotes.',
      );
      frame.drops = true;
    } else if (text === '<<' && event.style === SCALAR_STYLE.PLAIN) {
      this.problem('yaml-merge-key', event.valueStart, 'the merge key << is not read', 'Write the merged fields out.');
      frame.drops = true;
      frame.isMergeValue = true;
    } else if (Object.hasOwn(frame.value, text)) {
      const quoted = event.style === SCALAR_STYLE.PLAIN ? 0 : 1;
      this.problem(
        'duplicate-key',
        event.valueStart - quoted,
        `"${text}" stands twice in this mapping`,
        'Remove one of the two.',
      );
      frame.drops = true;
    }
  }

  private offsetOfEmptyKey(): number {
    const events = this.source.events;
    for (let index = this.index - 1; index >= 0; index--) {
      const before = events[index];
      if (before && 'start' in before) return before.start;
      if (before && 'valueEnd' in before && before.valueEnd >= 0) {
        return findOutsideComments(this.source.text, before.valueEnd, ':');
      }
    }
    return 0;
  }

  private addAlias(start: number, end: number): void {
    const frame = this.frames.at(-1);
    const name = this.source.text.slice(start, end);
    const anchor = this.anchors.get(name);
    if (anchor) anchor.used = true;
    if (!frame?.isMergeValue) {
      this.problem(
        'yaml-alias',
        start - 1,
        `the alias *${name} is not read`,
        anchor ? `Write out what &${name} stands for.` : 'Put a text that begins with * in quotes.',
      );
    }
    if (frame?.isMapping && frame.key === undefined) {
      frame.key = '';
      frame.drops = true;
    } else this.add(unread);
  }

  private resolve(event: ScalarEvent, text: string): unknown {
    const value = resolvePlainScalar(text);
    if (typeof value === 'string' || value === null) return value;
    if (this.textFieldsHere() === true) return text;
    if (typeof value === 'boolean') return value;
    const fidelity = numberFidelity(text, value);
    const offset = event.valueStart;
    if (fidelity === 'lost') {
      this.problem(
        'number-not-exact',
        offset,
        `${text} is a number that cannot be kept exactly`,
        `Put it in quotes to keep it as text: "${text}".`,
      );
      return unread;
    }
    if (fidelity === 'rewritten') {
      this.problems.push({
        code: 'number-rewritten',
        offset,
        severity: 'warning',
        message: `${text} is read as the number ${value}`,
        hint: `Put it in quotes to keep it as text: "${text}".`,
      });
    }
    return value;
  }

  /** True where the node has a tag, whose meaning is not known here. */
  private checkProperties(event: Extract<Event, { tagStart: number }>): boolean {
    if (event.anchorStart >= 0) {
      const name = this.source.text.slice(event.anchorStart, event.anchorEnd);
      this.anchors.set(name, { offset: event.anchorStart - 1, used: false });
    }
    if (event.tagStart < 0) return false;
    const tag = this.source.text.slice(event.tagStart, event.tagEnd);
    this.problem(
      'yaml-tag',
      event.tagStart,
      `the type tag ${tag} is not read`,
      'Remove it; quotes make a value text, and a text that begins with ! needs quotes.',
    );
    return true;
  }
}
