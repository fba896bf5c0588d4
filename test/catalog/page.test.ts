import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('x', async () => {
  const { load } = await import('js-yaml');
  const { entryFor, inOrder } = await import('../../src/catalog/catalog-entry.js');
  const { pageView } = await import('../../src/catalog/page-view.js');
  const { fillPage } = await import('../../src/catalog/page-templates.js');
  const { defaultSettings } = await import('../../src/catalog/catalog-settings.js');
  const { goldenReports } = await import('./golden-reports.js');
  const { suiteAcceptance } = await import('../../src/catalog/suite-range.js');
  const root = 'test/golden/catalog-page/providers';
  const metas = ['mock', 'vsphere', 'libvirt'].map(
    (n) => load(readFileSync(`${root}/${n}/provider.yaml`, 'utf8')) as any,
  );
  const reports = goldenReports(Object.fromEntries(metas.map((m) => [m.name, m.digest])));
  const entries = inOrder(
    metas.map((metadata) =>
      entryFor({
        metadata,
        page: readFileSync(`${root}/${metadata.name}/page.md`, 'utf8'),
        report: reports[metadata.name],
        acceptsSuite: suiteAcceptance(),
      }),
    ),
    ['mock', 'vsphere', 'libvirt'],
  );
  const page = await fillPage(
    pageView({
      entries,
      settings: { ...defaultSettings, badges: 'shields', quickStart: 'vsphere' },
      showClaims: false,
    }),
  );
  expect(page).toBe(readFileSync('test/golden/catalog-page/catalog/README.md', 'utf8'));
});
