import { expect, test } from 'vitest';
import type { CatalogEntry } from '../../src/catalog/catalog-entry.js';
import { catalogFiles } from '../../src/catalog/catalog-files.js';
import { kept } from '../../src/catalog/kept-entry.js';
import { readCatalog } from '../../src/catalog/read-catalog.js';
import { goldenRoot } from './golden-catalog.js';
import { hostileTexts } from './hostile-texts.js';

const few = 3;
const many = 100_000;

const { entries, settings } = await readCatalog(goldenRoot);

/** With texts and claims that a way through JSON could change. */
const unusual = entries.map((entry, index): CatalogEntry => {
  const [text = ''] = hostileTexts.slice(index);
  const claimed = { zero: -0, ['__proto__']: { badge: text }, profiles: { core: text } };
  return { ...entry, metadata: { ...entry.metadata, description: text, claimed } };
});

test('a small catalog keeps its entries as they are', () => {
  for (const entry of unusual) expect(kept(entry, few)).toBe(entry);
});

test('an entry of a large catalog says the same, in whatever order it is asked', () => {
  const large = unusual.map((entry) => kept(entry, many));
  expect(large).toHaveLength(3);
  for (const index of [0, 1, 0, 2, 2, 1]) {
    const [{ metadata, page, evidence } = {}, entry] = [large[index], unusual[index]];
    expect({ metadata, page, evidence }).toStrictEqual(entry);
    expect(Object.is(metadata?.claimed?.['zero'], -0)).toBe(true);
  }
});

test.each([true, false])('the generated files of a large catalog are the same, with claims: %s', async (showClaims) => {
  const large = unusual.map((entry) => kept(entry, many));
  expect(large).not.toEqual(unusual);
  const files = await catalogFiles({ entries: large, settings, showClaims });
  expect(files).toEqual(await catalogFiles({ entries: unusual, settings, showClaims }));
  expect(files.size).toBe(6);
});
