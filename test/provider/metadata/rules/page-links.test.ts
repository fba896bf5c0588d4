import { expect, test } from 'vitest';
import { checkPage } from '../../../../src/provider/metadata/rules/page-rules.js';

const codes = (text: string) => checkPage(text).map(({ code, line, column }) => `${code} ${line}:${column}`);

test.each([
  ['[x](javascript:alert(1))', 'page-link 1:3'],
  ['see\n[x](<javascript:alert(1)>)', 'page-link 2:3'],
  ['[x](&#106;avascript:alert(1))', 'page-link 1:3'],
  ['[x](javascript&colon;alert(1))', 'page-link 1:3'],
  ['[x](java\\script\\:alert(1))', undefined],
  ['[x](javascript\\:alert(1))', 'page-link 1:3'],
  ['![x](data:image/svg+xml;base64,AAAA)', 'page-link 1:4'],
  ['[x]: vbscript:run', 'page-link 1:1'],
  ['<javascript:alert(1)>', 'page-link 1:1'],
  ['- item with [x](file:///etc/passwd)', 'page-link 1:15'],
  ['[x](https://example.com/a:b)', undefined],
  ['<https://example.com> <mailto:a@example.com>', undefined],
  ['[x](./path/a.md) [y](#part) [z](a/b:c)', undefined],
  ['Set url to qemu:///system', undefined],
  ['```\n[x](javascript:alert(1))\n```', undefined],
])('%j: %s', (text, expected) => {
  expect(codes(text)).toEqual(expected === undefined ? [] : [expected]);
});

test.each([
  ['```\ncode', 'page-unclosed 2:5'],
  ['~~~ bash\ncode\n```\n', 'page-unclosed 3:4'],
  ['````\ncode\n```', 'page-unclosed 3:4'],
  ['```\ncode\n```', undefined],
  ['- item\n  ```\n  code', undefined],
  ['> ```\n> code', undefined],
  ['', undefined],
  ['- item', undefined],
])('%j: %s', (text, expected) => {
  expect(codes(text)).toEqual(expected === undefined ? [] : [expected]);
});
