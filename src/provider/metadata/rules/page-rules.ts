import { LineIndex } from '../../../foundation/yaml/line-index.js';
import { type MarkdownBlock, markdownBlocks, type TextPiece } from './markdown-blocks.js';
import { autolink, inlineHtml } from './markdown-html.js';
import { BracketFollower, endOfDefinitions } from './markdown-links.js';
import { foreignLinks, isUnclosed, type PagePlace } from './page-links.js';

/** A mistake in a page.md; lines and columns start at 1, columns count UTF-16 units. */
export interface PageProblem {
  line: number;
  column: number;
  code: 'page-heading' | 'page-html' | 'page-link' | 'page-unclosed' | 'page-control-character';
  message: string;
  hint: string;
}

/** The provider's own heading on the catalog page has level 3. */
const highestLevel = 4;

/** page.md becomes a part of the catalog page: its headings stay below the provider's own, and it holds no raw HTML. */
export function checkPage(source: string): PageProblem[] {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  return [...controlCharacters(text), ...markdownBlocks(text).flatMap(checkBlock), ...unclosed(text)];
}

function checkBlock(block: MarkdownBlock): PageProblem[] {
  if (block.kind === 'html') return [htmlProblem(block.line, block.offset)];
  const problems = [...inlineProblems(block.pieces), ...foreignLinks(block).map(linkProblem)];
  if (block.kind === 'paragraph' || block.level >= highestLevel) return problems;
  const problem: PageProblem = {
    line: block.line,
    column: block.offset + 1,
    code: 'page-heading',
    message: `a heading of level ${block.level} stands in the page of a provider`,
    hint: 'Begin at level 4 (####): the levels above belong to the catalog page.',
  };
  return [problem, ...problems];
}

function htmlProblem(line: number, offset: number): PageProblem {
  return {
    line,
    column: offset + 1,
    code: 'page-html',
    message: 'there is raw HTML',
    hint: 'Write it as Markdown, or put it in `backticks` to show it.',
  };
}

function linkProblem({ line, offset }: PagePlace): PageProblem {
  return {
    line,
    column: offset + 1,
    code: 'page-link',
    message: 'a link leads to something else than a web page',
    hint: 'Link to an address that begins with https://, http:// or mailto:, or to a path.',
  };
}

function unclosed(text: string): PageProblem[] {
  if (!isUnclosed(text)) return [];
  return [
    {
      ...new LineIndex(text).positionAt(text.trimEnd().length),
      code: 'page-unclosed',
      message: 'a block of code is not closed, and would take in the rest of the catalog page',
      hint: 'Add a line with its closing ``` or ~~~.',
    },
  ];
}

const escapable = /[!-/:-@[-`{-~]/;

function inlineProblems(pieces: readonly TextPiece[]): PageProblem[] {
  const text = pieces.map((piece) => piece.text).join('\n');
  const mayEnd = endingFinder(text);
  const problems: PageProblem[] = [];
  const brackets = new BracketFollower(text);
  for (let index = endOfDefinitions(text); index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\' && escapable.test(text.charAt(index + 1))) index++;
    else if (character === '`') index = endOfCode(text, index) - 1;
    else if (character === '[') brackets.open(index);
    else if (character === ']') index = brackets.close(index) - 1;
    else if (character === '<') {
      const link = matchAt(autolink, text, index);
      const html = link === undefined && mayEnd(index) ? matchAt(inlineHtml, text, index) : undefined;
      if (html !== undefined) problems.push(placed(pieces, index));
      index += (link ?? html ?? '<').length - 1;
    }
  }
  // One remark about the HTML of a paragraph is enough: an opening tag and its closing tag are one mistake.
  return problems.slice(0, 1);
}

const endings = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<', '>'],
] as const;

/** Looks once where each ending stands last, so that openings without an ending do not each search the whole text. */
function endingFinder(text: string): (index: number) => boolean {
  const last = endings.map(([opening, ending]) => ({ opening, at: text.lastIndexOf(ending) }));
  return (index) => (last.find(({ opening }) => text.startsWith(opening, index))?.at ?? -1) > index;
}

function matchAt(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}

/** After the code span that begins here, or after its backticks where nothing closes it. */
function endOfCode(text: string, index: number): number {
  const marks = matchAt(/`+/y, text, index) ?? '`';
  const closing = new RegExp(`(?<!\`)\`{${marks.length}}(?!\`)`, 'g');
  closing.lastIndex = index + marks.length;
  const found = closing.exec(text);
  return found ? found.index + marks.length : index + marks.length;
}

function placed(pieces: readonly TextPiece[], index: number): PageProblem {
  let start = 0;
  for (const { line, offset, text } of pieces) {
    if (index <= start + text.length) return htmlProblem(line, offset + index - start);
    start += text.length + 1;
  }
  return htmlProblem(1, 0);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

function controlCharacters(text: string): PageProblem[] {
  const found = controls.exec(text);
  if (!found) return [];
  return [
    {
      ...new LineIndex(text).positionAt(found.index),
      code: 'page-control-character',
      message: 'there is a character that cannot be seen',
      hint: 'Remove it.',
    },
  ];
}
