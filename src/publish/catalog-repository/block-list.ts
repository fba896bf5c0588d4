/** A part of a text and what takes its place. */
export interface Change {
  start: number;
  end: number;
  put: string;
}

/** The list under `providers:` where each item begins with a dash on a line of its own. Offsets are UTF-16 units. */
export interface BlockList {
  /** Spaces before the dashes. */
  indent: number;
  /** From the dash's line to the last line that is neither blank nor a comment, without its line end. */
  items: { start: number; end: number }[];
  /** Where a further item goes: the end of a line, before its line end. */
  end: number;
  /** True where no blank line stands between the items. */
  isDense: boolean;
  /** Where a written empty list (`[]`, `~`) begins that an item takes the place of. */
  emptyFrom?: number;
  /** The comment behind a written empty list, which stays. */
  comment: string;
}

interface Line {
  text: string;
  start: number;
  end: number;
}

const providersKey = /^(?:providers|"providers"|'providers')[ \t]*:(?=[ \t]|$)/;
const emptyValue = /^[ \t]*(?:\[[ \t]*\]|~|null)([ \t]*(?:[ \t]#.*)?)$/;
const blockValue = /^(?:[ \t]+[&!]\S*)*[ \t]*(?:[ \t]#.*)?$/;

/** Finds the list; undefined where it is not written so. */
export function blockList(text: string): BlockList | undefined {
  const lines = linesOf(text);
  const key = lines.findIndex((line) => providersKey.test(line.text));
  const keyLine = lines[key];
  if (!keyLine) return undefined;
  const keyText = providersKey.exec(keyLine.text)?.[0] ?? '';
  const value = keyLine.text.slice(keyText.length);
  const empty = emptyValue.exec(value);
  const base = { items: [], end: keyLine.end, isDense: true, indent: 2, comment: '' };
  if (empty) return { ...base, emptyFrom: keyLine.start + keyText.length, comment: empty[1] ?? '' };
  if (!blockValue.test(value)) return undefined;
  const closes = lines.findIndex((line, index) => index > key && isText(line) && /^[^\s-]|^---/.test(line.text));
  const limit = closes === -1 ? lines.length : closes;
  const first = lines.findIndex((line, index) => index > key && index < limit && isText(line));
  if (first === -1) return base;
  const indent = /^( *)-(?:\s|$)/.exec(lines[first]?.text ?? '')?.[1]?.length;
  if (indent === undefined) return undefined;
  const dash = new RegExp(`^ {${indent}}-(?:\\s|$)`);
  const starts = lines.flatMap((line, index) =>
    index >= first && index < limit && dash.test(line.text) ? [index] : [],
  );
  const ranges = starts.map((start, index) => ({ start, end: lastOf(lines, start, starts[index + 1] ?? limit) }));
  const items = ranges.map(({ start, end }) => ({ start: lines[start]?.start ?? 0, end: lines[end]?.end ?? 0 }));
  const isBlankAfter = ({ end }: { end: number }) => lines[end + 1]?.text.trim() === '';
  return {
    indent,
    items,
    end: items.at(-1)?.end ?? keyLine.end,
    isDense: ranges.length > 1 && !ranges.slice(0, -1).some(isBlankAfter),
    comment: '',
  };
}

/** The line end that the file uses; where it mixes them, the first. */
export function eolOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    const feed = text.indexOf('\n', start);
    const next = feed === -1 ? text.length + 1 : feed + 1;
    let end = feed === -1 ? text.length : feed;
    if (end > start && text[end - 1] === '\r') end -= 1;
    lines.push({ text: text.slice(start, end), start, end });
    start = next;
  }
  return lines;
}

/** A block text may end with what looks like a comment; it is one only where it stands no deeper than the item's keys. */
function lastOf(lines: readonly Line[], start: number, next: number): number {
  const below = lines.slice(start + 1, next).find(isText);
  const keys = /^( *-\s+)[^\s#]/.exec(lines[start]?.text ?? '')?.[1]?.length ?? depthOf(below);
  let end = next - 1;
  while (end > start && !isText(lines[end]) && depthOf(lines[end]) <= keys) end -= 1;
  return end;
}

function depthOf(line: Line | undefined): number {
  return line === undefined || line.text.trim() === '' ? 0 : line.text.length - line.text.trimStart().length;
}

function isText(line: Line | undefined): boolean {
  return line !== undefined && line.text.trim() !== '' && !/^\s*#/.test(line.text);
}
