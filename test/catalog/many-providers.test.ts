import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCatalog } from '../../src/catalog/check-catalog.js';
import { renderCatalog } from '../../src/catalog/render-catalog.js';
import { type CatalogCopy, goldenCopy } from './golden-catalog.js';

const count = 1_000;

/** Copies of the mock under other names; every second one with its evidence. */
function addProviders(copy: CatalogCopy): void {
  const metadata = copy.read('providers/mock/provider.yaml');
  for (let index = 3; index < count; index += 1) {
    const name = `copy-${index}`;
    mkdirSync(join(copy.root, 'providers', name));
    copy.write(
      `providers/${name}/provider.yaml`,
      metadata.replace('name: mock', `name: ${name}`).replace('provider-mock', name),
    );
    if (index % 2 === 0) continue;
    cpSync(join(copy.root, 'providers/mock/conformance.json'), join(copy.root, `providers/${name}/conformance.json`));
    copy.editReport(name, (report) => {
      Object.assign(report['subject'] ?? {}, { name, image: `ghcr.io/projectbeskar/virtrigaud/${name}:0.1.1` });
    });
  }
}

test('a catalog of a thousand providers renders, stays as it is, and passes its check', async () => {
  const copy = goldenCopy();
  addProviders(copy);
  const options = { root: copy.root, showClaims: false, dryRun: false };
  expect(await renderCatalog(options)).toMatchObject({ findings: [], unchanged: 3 });
  const { providers } = JSON.parse(copy.read('catalog/index.json')) as { providers: { verdict: string }[] };
  expect(providers).toHaveLength(count);
  expect(providers.filter(({ verdict }) => verdict === 'pending')).toHaveLength(498);
  expect(copy.read('catalog/README.md').match(/^- \*\*Image:\*\*/gm)).toHaveLength(count);
  expect(await renderCatalog(options)).toMatchObject({ written: [], removed: [], unchanged: count + 3 });
  expect(await checkCatalog({ root: copy.root, showClaims: false })).toMatchObject({ valid: true, findings: [] });
});
