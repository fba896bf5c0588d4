import { printable, printableLine } from '../../foundation/terminal-text.js';

/** Text that every format can hold: control characters, lone surrogates and non-characters become visible escapes. */
export function visibleText(text: string): string {
  return printable(text).replace(unstorable, escaped);
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return printableLine(text).replace(unstorable, escaped);
}

/** JSON on one line, or indented; the escapes mean the same to every reader of JSON. */
export function visibleJson(value: unknown, indent?: number): string {
  return visibleText(JSON.stringify(value, null, indent) ?? 'null');
}

/** The same value with every text in it visible; its keys too. */
export function allVisible(value: unknown): unknown {
  if (typeof value === 'string') return visibleText(value);
  if (Array.isArray(value)) return value.map(allVisible);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [visibleText(key), allVisible(inner)]));
}

const unstorable = /[\ufffe\uffff]|\p{Surrogate}/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
