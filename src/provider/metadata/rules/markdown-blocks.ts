import { htmlBlockEnd, htmlBlockStart } from './markdown-html.js';

/** A run of text on one line of the source; `offset` is zero-based within the line. */
export interface TextPiece {
  line: number;
  offset: number;
  text: string;
}

export type MarkdownBlock =
  | { kind: 'heading'; level: number; line: number; offset: number; pieces: TextPiece[] }
  | { kind: 'paragraph'; pieces: TextPiece[] }
  | { kind: 'html'; line: number; offset: number };

type Container = { kind: 'quote' } | { kind: 'item'; indent: number; isEmpty: boolean };
type Leaf =
  | { kind: 'paragraph'; pieces: TextPiece[] }
  | { kind: 'fence'; mark: string; length: number }
  | { kind: 'html'; end: RegExp };

const heading = /^(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const fence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;
const thematicBreak = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
const underline = /^(?:=+|-+)[ \t]*$/;
const listMarker = /^(?:[-+*]|(\d{1,9})[.)])(?=[ \t]|$)/;

/** One line, read from left to right; tabs reach to the next multiple of four columns. */
class LineReader {
  offset = 0;
  private column = 0;
  /** Columns of a tab that belong to what follows. */
  private rest = 0;

  constructor(readonly text: string) {}

  get indent(): number {
    let columns = this.rest;
    let column = this.column + this.rest;
    for (let offset = this.offset; ; offset++) {
      const character = this.text[offset];
      if (character !== ' ' && character !== '\t') return columns;
      const width = character === ' ' ? 1 : 4 - (column % 4);
      columns += width;
      column += width;
    }
  }

  get isBlank(): boolean {
    return /^[ \t]*$/.test(this.text.slice(this.offset));
  }

  /** What follows the indentation. */
  get content(): string {
    return this.text.slice(this.contentOffset);
  }

  get contentOffset(): number {
    let offset = this.offset;
    while (this.text[offset] === ' ' || this.text[offset] === '\t') offset++;
    return offset;
  }

  skipColumns(count: number): void {
    let left = count;
    const fromRest = Math.min(left, this.rest);
    this.rest -= fromRest;
    this.column += fromRest;
    left -= fromRest;
    while (left > 0) {
      const character = this.text[this.offset];
      if (character !== ' ' && character !== '\t') return;
      const width = character === ' ' ? 1 : 4 - (this.column % 4);
      this.offset++;
      this.column += Math.min(width, left);
      this.rest = Math.max(0, width - left);
      left -= Math.min(width, left);
    }
  }

  skipCharacters(count: number): void {
    this.offset += count;
    this.column += count;
  }
}

/** The blocks of a CommonMark text that have inline content, and its blocks of raw HTML; code is left out. */
export function markdownBlocks(text: string): MarkdownBlock[] {
  const parser = new BlockParser();
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    parser.add(line, index + 1);
  });
  parser.closeLeaf();
  return parser.blocks;
}

class BlockParser {
  readonly blocks: MarkdownBlock[] = [];
  private containers: Container[] = [];
  private leaf: Leaf | undefined;

  closeLeaf(): void {
    if (this.leaf?.kind === 'paragraph') this.blocks.push(this.leaf);
    this.leaf = undefined;
  }

  add(text: string, line: number): void {
    const reader = new LineReader(text);
    const matched = this.matchContainers(reader);
    const isWithin = matched === this.containers.length;
    if (isWithin && this.continueLeaf(reader)) return;
    if (!isWithin && this.leaf?.kind !== 'paragraph') this.leaf = undefined;
    this.openBlocks(reader, { line, matched });
  }

  private matchContainers(reader: LineReader): number {
    let matched = 0;
    for (const container of this.containers) {
      if (container.kind === 'quote') {
        if (reader.indent > 3 || !reader.content.startsWith('>')) break;
        skipQuoteMark(reader);
      } else if (reader.isBlank) {
        // An item that begins with a blank line ends at the second one.
        if (container.isEmpty) break;
      } else {
        if (reader.indent < container.indent) break;
        reader.skipColumns(container.indent);
        container.isEmpty = false;
      }
      matched++;
    }
    return matched;
  }

  /** True where the line belongs to an open block of code or HTML. */
  private continueLeaf(reader: LineReader): boolean {
    const { leaf } = this;
    if (leaf?.kind === 'fence') {
      const closing = reader.indent < 4 ? /^(`{3,}|~{3,})[ \t]*$/.exec(reader.content)?.[1] : undefined;
      if (closing?.startsWith(leaf.mark) && closing.length >= leaf.length) this.leaf = undefined;
      return true;
    }
    if (leaf?.kind !== 'html') return false;
    if (leaf.end.test(reader.isBlank ? '' : reader.content)) this.leaf = undefined;
    return true;
  }

  private openBlocks(reader: LineReader, { line, matched }: { line: number; matched: number }): void {
    let isWithin = matched === this.containers.length;
    const leave = () => {
      if (!isWithin) this.containers.length = matched;
      isWithin = true;
      this.closeLeaf();
    };
    for (;;) {
      if (reader.isBlank) {
        this.closeLeaf();
        this.containers.length = matched;
        return;
      }
      const paragraph = this.leaf?.kind === 'paragraph' ? this.leaf : undefined;
      const { content } = reader;
      const offset = reader.contentOffset;
      if (reader.indent > 3) {
        if (paragraph) paragraph.pieces.push({ line, offset, text: content });
        else leave();
        return;
      }
      if (content.startsWith('>')) {
        leave();
        this.containers.push({ kind: 'quote' });
        matched++;
        skipQuoteMark(reader);
        continue;
      }
      if (paragraph && isWithin && underline.test(content)) {
        this.leaf = undefined;
        const [first] = paragraph.pieces;
        const start = { line: first?.line ?? line, offset: first?.offset ?? offset };
        this.blocks.push({
          kind: 'heading',
          level: content.startsWith('=') ? 1 : 2,
          ...start,
          pieces: paragraph.pieces,
        });
        return;
      }
      if (this.openLeaf(reader, { line, interrupts: paragraph !== undefined, leave })) return;
      const item = thematicBreak.test(content) ? undefined : listMarker.exec(content);
      const interrupts = paragraph !== undefined && isWithin;
      if (item && !(interrupts && cannotInterrupt(item, content))) {
        leave();
        this.openItem(reader, item[0]);
        matched++;
        continue;
      }
      if (thematicBreak.test(content)) leave();
      else if (paragraph) paragraph.pieces.push({ line, offset, text: content });
      else {
        leave();
        this.leaf = { kind: 'paragraph', pieces: [{ line, offset, text: content }] };
      }
      return;
    }
  }

  private openLeaf(
    reader: LineReader,
    { line, interrupts, leave }: { line: number; interrupts: boolean; leave: () => void },
  ): boolean {
    const { content } = reader;
    const offset = reader.contentOffset;
    const title = heading.exec(content);
    if (title) {
      leave();
      const [, marks = '', text = ''] = title;
      const pieces = text === '' ? [] : [{ line, offset: offset + content.indexOf(text, marks.length), text }];
      this.blocks.push({ kind: 'heading', level: marks.length, line, offset, pieces });
      return true;
    }
    const code = fence.exec(content);
    if (code) {
      leave();
      const mark = code[1] ?? code[2] ?? '';
      this.leaf = { kind: 'fence', mark: mark.charAt(0), length: mark.length };
      return true;
    }
    const html = htmlBlockStart(content, { interrupts });
    if (html === undefined) return false;
    leave();
    this.blocks.push({ kind: 'html', line, offset });
    const end = htmlBlockEnd(html);
    this.leaf = end.test(content) ? undefined : { kind: 'html', end };
    return true;
  }

  private openItem(reader: LineReader, marker: string): void {
    const before = reader.indent;
    reader.skipColumns(before);
    reader.skipCharacters(marker.length);
    const after = reader.indent;
    const isEmpty = reader.isBlank;
    const padding = isEmpty || after > 4 ? 1 : after;
    reader.skipColumns(padding);
    this.containers.push({ kind: 'item', indent: before + marker.length + padding, isEmpty });
  }
}

function skipQuoteMark(reader: LineReader): void {
  reader.skipColumns(reader.indent);
  reader.skipCharacters(1);
  if (reader.indent > 0) reader.skipColumns(1);
}

/** An item that is empty or does not begin with 1 goes on with a paragraph instead of ending it. */
function cannotInterrupt([marker, number]: RegExpExecArray, content: string): boolean {
  return content.slice(marker.length).trim() === '' || (number !== undefined && Number(number) !== 1);
}
