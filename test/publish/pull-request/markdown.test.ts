import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { block, cellCode, code, link, prose } from '../../../src/publish/pull-request/markdown.js';

interface CommonMark {
  Parser: new () => { parse(markdown: string): unknown };
  HtmlRenderer: new () => { render(document: unknown): string };
}
const { Parser, HtmlRenderer } = createRequire(import.meta.url)('commonmark') as CommonMark;

/** CommonMark as its reference implementation renders it. */
function rendered(markdown: string): string {
  return new HtmlRenderer().render(new Parser().parse(markdown));
}

const hostile = [
  '**bold** _it_ `code` ~~no~~',
  '[link](https://evil.example) ![image](https://evil.example/x.png)',
  '<script>alert(1)</script> <img src=x>',
  '| a | b |',
  '# heading',
  '> quote',
  '- item',
  '<!-- vrtg-provider:end -->',
  '&lt;&amp;&#64;',
  '\\* \\`',
  '``` ` `` `',
  '`',
  ' spaces ',
  'two\nlines\r\nand more',
];

function textOf(html: string): string {
  const text = html.replace(/<[^>]*>/g, '');
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
  return text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity).trim();
}

const plain = (text: string) => text.replaceAll('\u2060', '').replace(/\s+/g, ' ').trim();

test.each(hostile)('prose shows %j and nothing else', (text) => {
  const html = rendered(`x ${prose(text)}`);
  expect(html).toMatch(/^<p>[^<]*<\/p>\n$/);
  expect(plain(textOf(html))).toBe(plain(`x ${text}`));
});

test.each(hostile)('code shows %j and nothing else', (text) => {
  const html = rendered(`x ${code(text)}`);
  expect(html).toMatch(/^<p>x <code>[^<]*<\/code><\/p>\n$/);
  expect(plain(textOf(html))).toBe(plain(`x ${text}`));
});

test.each(hostile)('a block shows %j and nothing else', (text) => {
  const html = rendered(block(`first\n${text}\nlast`));
  expect(html).toMatch(/^<pre><code>[^<]*<\/code><\/pre>\n$/);
  expect(plain(textOf(html))).toBe(plain(`first ${text} last`));
});

test('a bar does not end a cell', () => {
  expect(cellCode('a | b')).toBe('`a \\| b`');
});

test('nobody is mentioned and no issue is referred to', () => {
  expect(prose('thanks @someone')).not.toMatch(/@someone/);
  expect(prose('closes #1')).not.toMatch(/(?<!\\)#1/);
});

test.each([
  ['https://example.com/a?b=c', '<https://example.com/a?b=c>'],
  ['javascript:alert(1)', '`javascript:alert(1)`'],
  ['https://example.com/a) [b](c', '`https://example.com/a) [b](c`'],
])('links %s', (address, expected) => {
  expect(link(address)).toBe(expected);
});

test('control and direction characters are spelled out', () => {
  expect(code('a\u202eb\u001b[31m')).toBe('`a\\u{202e}b\\u{1b}[31m`');
});
