import { expect, test } from 'vitest';
import { installCommands } from '../../../src/catalog/install-commands.js';
import { parseMetadata } from '../../../src/provider/metadata/load-metadata.js';
import { withMore } from './metadata-samples.js';

const read = (path: string) =>
  parseMetadata(withMore('install:', '  values:', `    ${JSON.stringify(path)}: linux`), 'provider.yaml');

test.each([
  ['nodeSelector.kubernetes\\.io/os', "--set 'nodeSelector.kubernetes\\.io/os'=linux"],
  ['podAnnotations.prometheus\\.io/scrape', "--set 'podAnnotations.prometheus\\.io/scrape'=linux"],
  ['a\\.b[0].c\\.d/e[1][2]', "--set 'a\\.b[0].c\\.d/e[1][2]'=linux"],
  ['tolerations[0].key', '--set tolerations[0].key=linux'],
])('the path %s is taken, and quoted for the shell', (path, written) => {
  const { metadata, findings } = read(path);
  expect(findings).toEqual([]);
  expect(metadata && installCommands(metadata)).toContain(`  ${written}`);
});

test.each([
  'a\\',
  'a\\b',
  'a\\\\.b',
  'a..b',
  '.a',
  'a.',
  'a,b=c',
  'a=b',
  "a'b",
  'a b',
  'a$(id)',
  'a{b}',
  'a[x]',
  'a\\,b',
])('the path %s is refused', (path) => {
  expect(read(path).findings.map(({ code }) => code)).toEqual(['invalid-name']);
});

test('a long path that does not fit is refused without trying every way to split it', () => {
  expect(read(`${'a\\.'.repeat(80)}!`).findings).toMatchObject([{ code: 'invalid-name' }]);
});
