import { type MarkdownBlock, markdownBlocks } from './markdown-blocks.js';

export interface PagePlace {
  line: number;
  /** Zero-based, within the line. */
  offset: number;
}

/** A link's or an image's target, the target of a reference, or an address in angle brackets. */
const target = /(?:\]\([ \t]*<?|^\[[^\]]*\]:[ \t]*<?|<(?=[a-z][a-z0-9+.-]*:))([^\s<>]*)/gi;
const allowedSchemes = ['http', 'https', 'mailto'];
const named: Record<string, string> = { colon: ':', Tab: '\t', NewLine: '\n' };

/** Where the text links to something else than a web page, an address of mail or a path; `javascript:` is code. */
export function foreignLinks(block: MarkdownBlock): PagePlace[] {
  if (block.kind === 'html') return [];
  return block.pieces.flatMap(({ line, offset, text }) =>
    [...text.matchAll(target)].flatMap((match) => {
      const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(unescaped(match[1] ?? ''))?.[1]?.toLowerCase();
      if (scheme === undefined || allowedSchemes.includes(scheme)) return [];
      return [{ line, offset: offset + match.index }];
    }),
  );
}

/** CommonMark reads entities and backslashes in a target, so a scheme can be hidden behind them. */
function unescaped(text: string): string {
  return text
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/[\s\p{Cc}]/gu, '');
}

const probe = 'text that follows';

/** Whether a block of code is still open at the end, so that it would swallow what stands after the page. */
export function isUnclosed(text: string): boolean {
  const last = markdownBlocks(`${text}\n\n${probe}`).at(-1);
  return last?.kind !== 'paragraph' || last.pieces.at(-1)?.text !== probe;
}
