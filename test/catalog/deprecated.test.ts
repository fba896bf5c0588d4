import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { renderCatalog } from '../../src/catalog/render-catalog.js';
import { type CatalogCopy, goldenCopy } from './golden-catalog.js';

const vsphere = 'providers/vsphere/provider.yaml';

async function quickStart(change: (copy: CatalogCopy) => void): Promise<string | undefined> {
  const copy = goldenCopy();
  change(copy);
  const { findings } = await renderCatalog({ root: copy.root, showClaims: false, dryRun: false });
  expect(findings).toEqual([]);
  return /helm install my-(\S+)/.exec(copy.read('catalog/README.md'))?.[1];
}

const deprecate = (copy: CatalogCopy, name: string, was: string) =>
  copy.edit(
    `providers/${name}/provider.yaml`,
    `maturity: ${was}`,
    `maturity: deprecated\nreplacedBy: ${name === 'mock' ? 'vsphere' : 'mock'}`,
  );

test.each<[what: string, change: (copy: CatalogCopy) => void, release: string | undefined]>([
  ['the named provider', () => {}, 'vsphere-provider'],
  ['a named one that is deprecated', (copy) => deprecate(copy, 'vsphere', 'beta'), 'mock-provider'],
  [
    'nobody named, and the first one has no evidence',
    (copy) => {
      copy.edit('catalog.config.yaml', 'quickStart: vsphere', '');
      copy.remove('providers/mock/conformance.json');
    },
    'vsphere-provider',
  ],
  [
    'only deprecated ones',
    (copy) => {
      deprecate(copy, 'mock', 'stable');
      deprecate(copy, 'vsphere', 'beta');
      deprecate(copy, 'libvirt', 'beta');
    },
    undefined,
  ],
])('the Quick Start of a catalog with %s', async (_what, change, release) => {
  expect(await quickStart(change)).toBe(release);
});

test('catalog.yaml says by what a deprecated provider is replaced', async () => {
  const copy = goldenCopy();
  copy.edit(vsphere, 'maturity: beta', 'maturity: deprecated\nreplacedBy: libvirt');
  await renderCatalog({ root: copy.root, showClaims: false, dryRun: false });
  const { providers } = load(copy.read('catalog/catalog.yaml')) as { providers: Record<string, unknown>[] };
  expect(providers.map(({ name, replacedBy }) => [name, replacedBy])).toContainEqual(['vsphere', 'libvirt']);
});
