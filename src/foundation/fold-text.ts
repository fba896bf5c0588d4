import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';

/** Stands for a space that no line is broken at; a noncharacter, which `printable` lets no foreign text bring. */
const heldSpace = '\ufdd0';

/** A command to copy: where it does not fit, it gets a line of its own instead of being broken. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', heldSpace);
}

interface Fold {
  /** Characters of a line; undefined where nothing limits it, as in a pipe. */
  columns: number | undefined;
  /** How far the further lines of a line are indented beyond its own indentation. */
  hang?: number;
}

/**
 * Breaks lines at spaces so that they fit, and never inside `backticks` or what `unbroken` gave. The further lines of
 * a line begin at its last column, where it has columns, or hang below its begin.
 */
export function foldText(text: string, { columns, hang = 2 }: Fold): string {
  const folded =
    columns === undefined
      ? text
      : text
          .split('\n')
          .map((line) => foldLine(line, { columns, hang }))
          .join('\n');
  return folded.replaceAll(heldSpace, ' ');
}

function foldLine(line: string, { columns, hang }: { columns: number; hang: number }): string {
  if (widthOf(line) <= columns) return line;
  const indent = indentOf(stripVTControlCharacters(line), { columns, hang });
  const lines: string[] = [];
  let current = '';
  for (const [, gap = '', word = ''] of line.matchAll(/( *)((?:`[^`]+`|[^ ])+)/g)) {
    if (current.trim() === '' || widthOf(current) + gap.length + widthOf(word) <= columns) current += gap + word;
    else {
      lines.push(current);
      // What is too long to be indented so far and must not be broken moves to the left.
      current = ' '.repeat(Math.max(0, Math.min(indent, columns - widthOf(word)))) + word;
    }
  }
  return [...lines, current].join('\n');
}

/** Columns are what two spaces or more part; one that begins far to the right leaves too little room. */
function indentOf(line: string, { columns, hang }: { columns: number; hang: number }): number {
  const own = line.length - line.trimStart().length;
  const most = Math.floor(columns * 0.6);
  const begins = [...line.matchAll(/\S {2,}(?=\S)/g)].map(({ index, 0: gap }) =>
    widthOf(line.slice(0, index + gap.length)),
  );
  return begins.findLast((begin) => begin <= most) ?? Math.min(own + hang, most);
}

/** Cells that it takes on a terminal. */
function widthOf(text: string): number {
  if (/^[\x20-\x7e\ufdd0]*$/.test(text)) return text.length;
  // Loaded for other scripts only: its regular expressions take long to compile.
  const stringWidth = createRequire(import.meta.url)('string-width') as typeof import('string-width');
  return stringWidth(stripVTControlCharacters(text).replaceAll(heldSpace, ' '));
}
