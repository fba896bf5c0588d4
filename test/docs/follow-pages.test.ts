import { expect, test } from 'vitest';
import { documentationPages, isCommandBlock, readPage } from './read-page.js';
import { expectOutput, followPage, hasProgram } from './run-page.js';

const needs: Record<string, string> = { 'docs/how-to/tls.md': 'openssl' };
const pages = documentationPages()
  .filter(({ path }) => path !== 'docs/tutorial.md')
  .filter(({ blocks }) => blocks.some((block) => isCommandBlock(block) && block.notRun === undefined))
  .map(({ path }) => path);

for (const path of pages) {
  const program = needs[path];
  const isMissing = program !== undefined && !hasProgram(program);
  const why = isMissing ? ` (skipped: ${program} is not installed)` : '';
  test.skipIf(isMissing)(`${path} can be followed${why}`, { timeout: 180_000 }, () => followPage(path));
}

test('there are pages whose commands run', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/how-to/ci.md', 'docs/how-to/tls.md']));
  expect(readPage('docs/tutorial.md').blocks.filter(({ notRun }) => notRun === undefined).length).toBeGreaterThan(8);
});

test.each([
  ['another line', ['one', 'three'], false],
  ['lines in another order', ['two', 'one'], false],
  ['a line that is missing', ['one', '...', 'four'], false],
  ['other times and digests', ['one', '...', 'three 12ms'], true],
  ['lines left out', ['...', 'two'], true],
])('output is compared: %s', (_what, shown, same) => {
  const compare = () => expectOutput('one\ntwo\nthree 3.5s\n', shown, 'here');
  if (same) compare();
  else expect(compare).toThrow('is not where the page shows it');
});
