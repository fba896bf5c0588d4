import type { Change } from './block-list.js';

/** A list under `providers:` in brackets. Offsets are UTF-16 units. */
export interface FlowList {
  items: { start: number; end: number }[];
  /** Of the closing bracket. */
  close: number;
  /** A comma stands behind the last item. */
  endsWithComma: boolean;
}

/** Finds a list in brackets that is not empty; undefined where the list is written otherwise. */
export function flowList(text: string): FlowList | undefined {
  const open = /^(?:providers|"providers"|'providers')[ \t]*:\s+\[/m.exec(text);
  if (!open) return undefined;
  const items: FlowList['items'] = [];
  let [depth, start, last] = [0, -1, -1];
  let endsWithComma = false;
  for (let at = open.index + open[0].length; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '#' && /\s/.test(text[at - 1] ?? '')) {
      at = endOfLine(text, at) - 1;
      continue;
    }
    if (/\s/.test(character)) continue;
    if (depth === 0 && (character === ',' || character === ']')) {
      if (start !== -1) items.push({ start, end: last + 1 });
      else if (character === ',') return undefined;
      if (character === ']') return items.length === 0 ? undefined : { items, close: at, endsWithComma };
      endsWithComma = true;
      start = -1;
      continue;
    }
    if (start === -1) [start, endsWithComma] = [at, false];
    if ('[{'.includes(character)) depth += 1;
    if (']}'.includes(character)) depth -= 1;
    const isQuote = (character === '"' || character === "'") && /[\s,:[{]/.test(text[at - 1] ?? '');
    if (isQuote) at = endOfQuoted(text, at);
    last = at;
  }
  return undefined;
}

/** An entry in one line. JSON is YAML in flow style. */
export function flowItem(value: unknown): string {
  return JSON.stringify((value as unknown[])[0]);
}

export function replaceInFlow({ items }: FlowList, index: number, put: string): Change | undefined {
  const range = items[index];
  return range && { ...range, put };
}

export function appendToFlow(
  text: string,
  { items, close, endsWithComma }: FlowList,
  item: string,
): Change | undefined {
  const last = items.at(-1);
  if (!last) return undefined;
  const end = endsWithComma ? text.indexOf(',', last.end) + 1 : last.end;
  // A comment behind the last item could hold a comma.
  if (end === 0 || end > close || (endsWithComma && text.slice(last.end, end - 1).trim() !== '')) return undefined;
  return { start: end, end, put: endsWithComma ? ` ${item},` : `, ${item}` };
}

function endOfLine(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed === -1 ? text.length : feed;
}

/** The closing quote. */
function endOfQuoted(text: string, from: number): number {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === "'") at += 1;
      else return at;
    }
  }
  return text.length;
}
