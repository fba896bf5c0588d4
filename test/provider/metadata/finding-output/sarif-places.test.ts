import { expect, test } from 'vitest';
import { findingsAsSarif } from '../../../../src/provider/metadata/finding-output/sarif-output.js';

test.each([
  ['providers/acme/provider.yaml', 'providers/acme/provider.yaml'],
  ['../a b/page#1.md', '../a%20b/page%231.md'],
  ['/work/page.md', '/work/page.md'],
  ['D:/other catalog/page.md', 'file:///D:/other%20catalog/page.md'],
  ['a:b/page.md', 'a%3Ab/page.md'],
])('%s is at %s', (file, uri) => {
  const finding = { file, line: 1, column: 1, code: 'c', severity: 'error', message: 'm' } as const;
  expect(findingsAsSarif([finding])).toMatchObject({
    runs: [{ results: [{ locations: [{ physicalLocation: { artifactLocation: { uri } } }] }] }],
  });
});
