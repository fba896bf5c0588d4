import { expect, test } from 'vitest';
import { parseMetadata } from '../../../src/provider/metadata/load-metadata.js';
import { plainText, withLine } from './metadata-samples.js';

const codesOf = (name: string) =>
  parseMetadata(withLine(2, `name: '${name}'`), 'provider.yaml').findings.map(({ code }) => code);

/** A name becomes a folder of the catalog, files of its badge and reports, and a branch. */
test.each([
  'a\\b',
  '..\\acme',
  'a/b',
  '../acme',
  '..',
  '.',
  'C:',
  'c:acme',
  'c:/acme',
  'acme.',
  'acme..',
  'acme ',
  'acme.yaml',
  'CON',
  'nul.txt',
  'acme::$DATA',
  'acme~1',
])('%s is no name', (name) => {
  expect(codesOf(name)).toEqual(['invalid-name']);
});

test.each(['con', 'prn', 'aux', 'nul', 'com1', 'lpt9'])('%s is a device on Windows', (name) => {
  expect(codesOf(name)).toEqual(['reserved-name']);
});

test.each(['console', 'com10', 'nul-provider', 'aux2'])('%s may be a name', (name) => {
  expect(codesOf(name)).toEqual([]);
});

test('line ends of Windows change nothing', () => {
  const [plain, windows] = [plainText, plainText.replaceAll('\n', '\r\n')].map((text) => parseMetadata(text, 'p.yaml'));
  expect(windows).toEqual(plain);
});
