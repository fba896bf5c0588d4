import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listCatalog } from '../../../src/catalog/list/list-catalog.js';
import { type ListQuery, listFilter } from '../../../src/catalog/list/list-filter.js';
import { listRemarks, listText } from '../../../src/catalog/list/list-text.js';
import { supportsVersion, versionRange } from '../../../src/catalog/list/version-support.js';
import { goldenCopy, goldenRoot } from '../golden-catalog.js';

const list = (query: ListQuery, root = goldenRoot) =>
  listCatalog({ root, filter: listFilter(query), showClaims: false });
const namesOf = async (query: ListQuery, root?: string) =>
  (await list(query, root)).providers.map(({ name }) => name).join(' ');

const filters: [query: ListQuery, names: string][] = [
  [{}, 'mock vsphere libvirt'],
  [{ capability: ['advanced'] }, 'mock vsphere'],
  [{ capability: ['advanced', 'image-prepare'] }, 'mock'],
  [{ verdict: ['pass'] }, 'mock vsphere'],
  [{ verdict: ['pass', 'partial'] }, 'mock vsphere libvirt'],
  [{ verdict: ['stale'] }, ''],
  [{ maturity: ['stable'] }, 'mock'],
  [{ maturity: ['stable', 'beta'] }, 'mock vsphere libvirt'],
  [{ platform: ['linux/arm64'] }, 'mock vsphere'],
  [{ platform: ['linux/amd64', 'linux/arm64'] }, 'mock vsphere'],
  [{ tag: ['kvm'] }, 'libvirt'],
  [{ tag: ['kvm', 'vmware'] }, ''],
  [{ kubernetes: '1.28' }, 'mock vsphere libvirt'],
  [{ kubernetes: '<1.25' }, ''],
  [{ virtrigaud: '0.1.0' }, 'mock vsphere libvirt'],
  [{ virtrigaud: '>=0.0.1 <0.1.0' }, ''],
  [{ verdict: ['pass'], maturity: ['beta'] }, 'vsphere'],
];

test.each(filters)('%j finds: %s', async (query, names) => {
  expect(await namesOf(query)).toBe(names);
});

test('a provider that states no version is not assumed to support one', async () => {
  const copy = goldenCopy();
  copy.edit('providers/mock/provider.yaml', '  kubernetes: 1.25+\n', '');
  expect(await namesOf({ kubernetes: '1.28' }, copy.root)).toBe('vsphere libvirt');
});

test('evidence that does not hold is listed as stale, never as pass', async () => {
  const copy = goldenCopy();
  copy.edit('providers/mock/provider.yaml', 'tag: 0.1.1', 'tag: 0.2.0');
  expect(await namesOf({ verdict: ['stale'] }, copy.root)).toBe('mock');
});

const versions: [stated: string | undefined, asked: string, supported: boolean][] = [
  ['1.25+', '1.25', true],
  ['1.25+', '1.25.3', true],
  ['1.25+', '2', true],
  ['1.25+', '1.24', false],
  ['1.25+', '1.25.0-rc.1', true],
  ['1.25.0+', '1.25.0-rc.1', false],
  ['1.25.0-rc.1+', '1.25.0-rc.2', true],
  ['v1.25+', '1.30', true],
  ['1.25', '1.25.9', true],
  ['1.25', '1.26', false],
  ['1.25 - 1.31', '1.31.7', true],
  ['1.25 - 1.31', '1.32', false],
  ['1.25 - 1.31', '>=1.31', true],
  ['1.25 - 1.31', '>=1.26 <1.30', true],
  ['1.10', '1.1', false],
  [undefined, '1.25', false],
];

test.each(versions)('%s and asked %s: %s', (stated, asked, supported) => {
  expect(supportsVersion(stated, versionRange(asked) ?? '')).toBe(supported);
});

const wrong: [query: ListQuery, hint: string][] = [
  [{ capability: ['snapshots'] }, 'Did you mean --capability snapshot?'],
  [{ verdict: ['passed'] }, 'Write one of: pass, partial, fail, pending, stale.'],
  [{ verdict: ['pss'] }, 'Did you mean --verdict pass?'],
  [{ maturity: ['Beta'] }, 'Did you mean --maturity beta?'],
  [{ platform: ['arm64'] }, 'Did you mean --platform linux/arm64?'],
  [{ kubernetes: 'newest' }, 'for instance --kubernetes 1.28'],
  [{ virtrigaud: '' }, 'for instance --virtrigaud 1.28'],
];

test.each(wrong)('%j is refused: %s', (query, hint) => {
  expect(() => listFilter(query)).toThrow(
    expect.objectContaining({ code: 'BAD_FILTER', exitCode: 2, hint: expect.stringContaining(hint) }),
  );
});

test('all wrong values are told at once', () => {
  const query = { capability: ['a'], verdict: ['b'], kubernetes: 'c' };
  expect(() => listFilter(query)).toThrow(/--kubernetes: "c".*\n--capability: "a".*\n--verdict: "b"/);
});

test('a word that no provider is tagged with is told, with one that was meant', async () => {
  const result = await list({ tag: ['kvn'], platform: ['linux/arm46'] });
  expect(listRemarks(result)).toEqual([
    'no provider of this catalog has the tag kvn; did you mean --tag kvm?',
    'no provider of this catalog has the platform linux/arm46; did you mean --platform linux/arm64?',
    '0 of 3 providers',
  ]);
});

const plain = (_style: string, text: string) => text;

test('the table has a line for each provider', async () => {
  expect(listText(await list({}), { columns: undefined, color: plain })).toBe(
    [
      'NAME     VERSION  VERDICT  MATURITY  CAPABILITIES                                    KUBERNETES  VIRTRIGAUD  PLATFORMS',
      'mock     0.1.1    pass     stable    core, snapshot, clone, image-prepare, advanced  1.25+       0.1.0+      linux/amd64, linux/arm64',
      'vsphere  0.1.1    pass     beta      core, snapshot, clone, advanced                 1.25+       0.1.0+      linux/amd64, linux/arm64',
      'libvirt  0.1.1    partial  beta      core, snapshot, clone                           1.25+       0.1.0+      linux/amd64',
      '',
    ].join('\n'),
  );
});

test.each([30, 40, 60, 80, 119, 136])(
  'on a terminal of %i columns no line is longer and nothing is left out',
  async (columns) => {
    const result = await list({});
    const text = listText(result, { columns, color: plain });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    const words = text.split(/[\s,]+/);
    for (const { name, tag, verdict, capabilities } of result.providers)
      expect(words).toEqual(expect.arrayContaining([name, tag, verdict, ...capabilities, '1.25+', 'linux/amd64']));
  },
);

test('invalid metadata is told, and the others are listed', async () => {
  const copy = goldenCopy();
  copy.edit('providers/mock/provider.yaml', 'maturity: stable', 'maturity: ripe');
  const result = await list({}, copy.root);
  expect(result.providers.map(({ name }) => name)).toEqual(['vsphere', 'libvirt']);
  expect(listRemarks(result)[0]).toContain('providers may be missing');
});

test('providers are read from providers/, however old the render is', async () => {
  const copy = goldenCopy();
  copy.remove(join('catalog', 'index.json'));
  copy.edit('providers/mock/provider.yaml', 'maturity: stable', 'maturity: alpha');
  expect(await namesOf({ maturity: ['alpha'] }, copy.root)).toBe('mock');
});
