import type { ScalarEvent } from 'js-yaml';
import { jsYaml } from './js-yaml.js';
import { findOutsideComments } from './yaml-scan.js';
import type { YamlSource } from './yaml-value.js';

/** Offsets of one node of the first document. */
export interface Place {
  /** First character of the key, or of the value where there is none. */
  key: number;
  /** First character of the value, its quote included; of the key where nothing is written as the value. */
  value: number;
  children: Map<string | number, Place>;
}

interface OpenPlace {
  place: Place;
  isMapping: boolean;
  pendingKey: { name: string; offset: number } | undefined;
  items: number;
}

/** Walks the events again, this time for positions; only files with findings pay for it. */
export class PlaceFinder {
  private readonly open: OpenPlace[] = [];
  private root: Place | undefined;
  /** Where the last scalar ended. */
  private cursor = 0;

  constructor(private readonly source: YamlSource) {}

  find(): Place {
    const { EVENT_ID } = jsYaml();
    let documents = 0;
    for (const event of this.source.events) {
      if (event.type === EVENT_ID.DOCUMENT) {
        documents += 1;
        if (documents > 1) break;
      } else if (event.type === EVENT_ID.SCALAR) this.scalar(event);
      else if (event.type === EVENT_ID.ALIAS) {
        this.leaf('', event.anchorStart - 1);
        this.cursor = event.anchorEnd;
      } else if (event.type === EVENT_ID.POP) this.close();
      else {
        const place = this.enter(event.start);
        this.cursor = Math.max(this.cursor, event.start);
        this.open.push({
          place,
          isMapping: event.type === EVENT_ID.MAPPING,
          pendingKey: undefined,
          items: 0,
        });
      }
    }
    return this.root ?? { key: 0, value: 0, children: new Map() };
  }

  private scalar(event: ScalarEvent): void {
    const start = this.startOf(event);
    this.leaf(jsYaml().getScalarValue(this.source.text, event), start);
    if (event.valueEnd >= 0) this.cursor = event.valueEnd + (this.isQuoted(event) ? 1 : 0);
  }

  private isQuoted(event: ScalarEvent): boolean {
    const { SCALAR_STYLE } = jsYaml();
    return event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  }

  /** -1 where nothing is written. */
  private startOf(event: ScalarEvent): number {
    const { SCALAR_STYLE } = jsYaml();
    if (event.valueStart < 0) return event.tagStart >= 0 ? event.tagStart : event.anchorStart - 1;
    if (this.isQuoted(event)) return event.valueStart - 1;
    if (event.style === SCALAR_STYLE.PLAIN) return event.valueStart;
    return findOutsideComments(this.source.text, this.cursor, '|>');
  }

  /** A key, or a value without children. */
  private leaf(text: string, start: number): void {
    const parent = this.open.at(-1);
    if (parent?.isMapping && parent.pendingKey === undefined) {
      parent.pendingKey = { name: text, offset: start >= 0 ? start : this.cursor };
    } else this.enter(start);
  }

  private enter(start: number): Place {
    const parent = this.open.at(-1);
    if (!parent) {
      const offset = Math.max(start, 0);
      this.root = { key: offset, value: offset, children: new Map() };
      return this.root;
    }
    if (!parent.isMapping) {
      const value = start >= 0 ? start : this.emptyItem(parent);
      const place = { key: value, value, children: new Map() };
      parent.place.children.set(parent.items++, place);
      return place;
    }
    if (parent.pendingKey === undefined) {
      parent.pendingKey = { name: '', offset: start };
      return { key: start, value: start, children: new Map() };
    }
    const { name, offset } = parent.pendingKey;
    const place = { key: offset, value: start >= 0 ? start : offset, children: new Map() };
    if (!parent.place.children.has(name)) parent.place.children.set(name, place);
    parent.pendingKey = undefined;
    return place;
  }

  /** Nothing follows the dash: the dash it is. */
  private emptyItem(parent: OpenPlace): number {
    const dash = parent.items === 0 ? parent.place.value : findOutsideComments(this.source.text, this.cursor, '-');
    this.cursor = dash + 1;
    return dash;
  }

  private close(): void {
    this.open.pop();
  }
}
