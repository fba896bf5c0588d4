import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { renderCatalog } from '../../src/catalog/render-catalog.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import { type CatalogCopy, goldenCopy } from './golden-catalog.js';

const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/catalog-index.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

async function indexOf(copy: CatalogCopy) {
  await renderCatalog({ root: copy.root, showClaims: true, dryRun: false });
  return JSON.parse(copy.read('catalog/index.json'));
}

const changes: [what: string, change: (copy: CatalogCopy) => void][] = [
  ['with evidence', () => {}],
  ['without evidence', (copy) => copy.remove('providers/mock/conformance.json')],
  ['stale', (copy) => copy.edit('providers/mock/provider.yaml', 'tag: 0.1.1', 'tag: v9.9.9-rc.1')],
  ['without a digest', (copy) => copy.edit('providers/mock/provider.yaml', 'digest: ', '# digest: ')],
  [
    'deprecated',
    (copy) =>
      copy.edit('providers/mock/provider.yaml', 'maturity: stable', 'maturity: deprecated\nreplacedBy: vsphere'),
  ],
  [
    'with claims',
    (copy) =>
      copy.edit(
        'providers/mock/provider.yaml',
        'maturity: stable',
        'maturity: stable\nclaimed: { profiles: { core: pass } }',
      ),
  ],
];

test.each(changes)('the index of a provider %s fits its schema', async (_what, change) => {
  const copy = goldenCopy();
  change(copy);
  const index = await indexOf(copy);
  validate(index);
  expect(validate.errors).toBeNull();
});

test('the index says what was measured, for what, and how the provider is installed', async () => {
  const { lastTested, providers } = await indexOf(goldenCopy());
  expect(lastTested).toBe('2025-08-26T14:30:00Z');
  expect(providers[2]).toMatchObject({
    name: 'libvirt',
    digest: expect.stringMatching(/^sha256:/),
    verdict: 'partial',
    profiles: { core: { verdict: 'pass', covered: 6, testable: 6, total: 6 }, advanced: { verdict: 'partial' } },
    evidence: { status: 'current', tiedToImage: true, suiteVersion: '1.0.0', testedAt: '2025-08-26T13:58:07Z' },
    install: { release: 'libvirt-provider', commands: expect.stringContaining('--set image.tag=0.1.1') },
  });
});

test('a stale provider has no measured verdict in the index', async () => {
  const copy = goldenCopy();
  copy.edit('providers/mock/provider.yaml', 'tag: 0.1.1', 'tag: 0.1.2');
  expect((await indexOf(copy)).providers[0]).toMatchObject({
    verdict: 'stale',
    profiles: { core: { verdict: 'stale' }, clone: { verdict: 'stale' } },
    evidence: {
      status: 'stale',
      reasons: [{ code: 'OTHER_VERSION', message: 'it tested version 0.1.1, not 0.1.2' }],
    },
  });
});
