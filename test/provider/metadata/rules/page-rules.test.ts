import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { checkPage } from '../../../../src/provider/metadata/rules/page-rules.js';
import { seededRandom } from '../../../support/seeded-random.js';

const found = (text: string) => checkPage(text).map(({ line, column, code }) => `${line}:${column} ${code}`);

describe('what page.md may hold', () => {
  test.each([
    ['nothing', ''],
    ['a heading of level 4', '#### Prerequisites\n'],
    ['a list with nested lists', '- one\n  - two\n\n    text\n'],
    ['code that shows HTML', '```html\n<div>\n# no heading\n```\n'],
    ['indented code', 'text\n\n    # no heading\n    <b>\n'],
    ['a code span that shows HTML', 'the tag `<b>` and ``a ` <i>``\n'],
    ['links in angle brackets', '<https://example.com> and <jane@example.com>\n'],
    ['a definition in angle brackets', '[text]: <c d>\n[other]: <e f> "title"\n'],
    ['a link target in angle brackets', '[text](<a b>) and ![text](<c d> "title")\n'],
    ['escaped brackets', '\\<b>\n'],
    ['a comparison', 'a < b and c > d\n'],
    ['a break between paragraphs', 'text\n\n---\n\ntext\n'],
    ['a word that begins with #', '#hashtag\n'],
    ['a table', '| a | b |\n|---|---|\n| 1 | 2 |\n'],
    ['a byte order mark', '\ufeff#### Prerequisites\n'],
  ])('%s', (_what, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('what page.md may not hold', () => {
  test.each([
    ['# Title\n', ['1:1 page-heading']],
    ['text\n\n### Title ###\n', ['3:1 page-heading']],
    ['   ## Title\n', ['1:4 page-heading']],
    ['#\n', ['1:1 page-heading']],
    ['Title\n=====\n', ['1:1 page-heading']],
    ['two\nlines\n---\n', ['1:1 page-heading']],
    ['> ## Title\n', ['1:3 page-heading']],
    ['- item\n\n  # Title\n', ['3:3 page-heading']],
    ['1. # Title\n', ['1:4 page-heading']],
    ['~~~\ncode\n~~~\n# Title\n', ['4:1 page-heading']],
    ['<div>\n# hidden\n</div>\n', ['1:1 page-html']],
    ['<!-- a note -->\n', ['1:1 page-html']],
    ['some <b>bold</b> text\n', ['1:6 page-html']],
    ['over two\nlines <a\nhref="x">here</a>\n', ['2:7 page-html']],
    ['#### A <sup>1</sup>\n', ['1:8 page-html']],
    ['- <br/>\n', ['1:3 page-html']],
    ['text <!-- note --> text\n', ['1:6 page-html']],
    ['\r\n# Title\r\n', ['2:1 page-heading']],
    ['bell \u0007\n', ['1:6 page-control-character']],
    ['# One\n\n<i>x</i>\n\n## Two\n', ['1:1 page-heading', '3:1 page-html', '5:1 page-heading']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

interface CommonMarkNode {
  type: string;
  level: number;
  sourcepos: [[number, number], [number, number]] | null;
}
interface CommonMark {
  Parser: new () => {
    parse(text: string): { walker(): { next(): { entering: boolean; node: CommonMarkNode } | null } };
  };
}
const require = createRequire(import.meta.url);
const { Parser } = require('commonmark') as CommonMark;

/** The lines of high headings and of blocks of HTML, and whether there is HTML inside text, by the reference implementation. */
function byReference(text: string) {
  const walker = new Parser().parse(text).walker();
  const headings: number[] = [];
  let html = false;
  for (let event = walker.next(); event; event = walker.next()) {
    const { type, level, sourcepos } = event.node;
    if (!event.entering) continue;
    if (type === 'heading' && level < 4) headings.push(sourcepos?.[0][0] ?? 0);
    if (type === 'html_block' || type === 'html_inline') html = true;
  }
  return { headings, html };
}

function byRules(text: string) {
  const problems = checkPage(text);
  const headings = problems.filter(({ code }) => code === 'page-heading').map(({ line }) => line);
  return { headings, html: problems.some(({ code }) => code === 'page-html') };
}

const pieces = [
  '# a',
  '#### b',
  '## c ##',
  '===',
  '---',
  '- ',
  '* ',
  '1. ',
  '2) ',
  '> ',
  '    ',
  '  ',
  '\t',
  '   ',
  '```',
  '~~~',
  'text',
  'a < b',
  '<b>',
  '</b>',
  '<div>',
  '<!-- x -->',
  '<!--',
  '-->',
  '`',
  '``',
  '\\',
  '<https://a.b>',
  '***',
  '+',
  '#',
  '<a\n',
  'href="x">',
  '<pre>',
  '</pre>',
];

test('agrees with the reference implementation of CommonMark', () => {
  const random = seededRandom(20);
  const differing: string[] = [];
  for (let round = 0; round < 10_000 && differing.length < 3; round++) {
    const text = Array.from({ length: 1 + random.below(6) }, () =>
      Array.from({ length: random.below(4) }, () => random.pick(pieces)).join(''),
    ).join('\n');
    if (JSON.stringify(byRules(text)) !== JSON.stringify(byReference(text))) differing.push(text);
  }
  expect(differing).toEqual([]);
});

test.each(['<!--', '<![CDATA[', '<?', '<!x ', '<a ', '<a b="', '`<!--', '[a](<', '> ', '- ', '\\', '*', '# <'])(
  'reads 64 KiB of %j in one pass',
  (piece) => {
    const text = piece.repeat(65_536 / piece.length);
    expect(checkPage(text).length).toBeLessThanOrEqual(2);
  },
  5_000,
);
