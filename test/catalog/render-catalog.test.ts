import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderCatalog } from '../../src/catalog/render-catalog.js';
import { filesBelow, goldenCopy, goldenRoot } from './golden-catalog.js';

const render = (root: string, options: { showClaims?: boolean; dryRun?: boolean } = {}) =>
  renderCatalog({ root, showClaims: false, dryRun: false, ...options });

test('renders the committed catalog byte for byte', async () => {
  const copy = goldenCopy();
  copy.remove('catalog');
  const result = await render(copy.root);
  expect(result.findings).toEqual([]);
  expect(filesBelow(join(copy.root, 'catalog'))).toEqual(filesBelow(join(goldenRoot, 'catalog')));
  expect(result.written).toHaveLength(6);
});

test('a second render writes nothing', async () => {
  const copy = goldenCopy();
  const before = statSync(join(copy.root, 'catalog/README.md')).mtimeMs;
  expect(await render(copy.root)).toMatchObject({ written: [], removed: [], unchanged: 6 });
  expect(statSync(join(copy.root, 'catalog/README.md')).mtimeMs).toBe(before);
});

test('a dry run says what would change and changes nothing', async () => {
  const copy = goldenCopy();
  copy.edit('catalog/README.md', 'Mock Provider', 'Mocked Provider');
  const before = filesBelow(copy.root);
  expect(await render(copy.root, { dryRun: true })).toMatchObject({ written: ['catalog/README.md'], dryRun: true });
  expect(filesBelow(copy.root)).toEqual(before);
});

test('a new tag shows wherever the version stands', async () => {
  const copy = goldenCopy();
  copy.edit('providers/vsphere/provider.yaml', 'tag: 0.1.1', 'tag: 0.2.0');
  await render(copy.root);
  const page = copy.read('catalog/README.md');
  const quickStart = page.slice(page.indexOf('## Quick Start'), page.indexOf('### Provider Discovery'));
  const details = page.slice(page.indexOf('### vSphere Provider'), page.indexOf('### Libvirt Provider'));
  expect(quickStart).toContain('--set image.tag=0.2.0 \\\n');
  expect(details).toContain('--set image.tag=0.2.0 \\\n');
  expect(details).toContain('- **Image:** `ghcr.io/projectbeskar/virtrigaud/provider-vsphere:0.2.0`');
  expect(quickStart + details.replace('it tested version 0.1.1', '')).not.toContain('0.1.1');
  expect(copy.read('catalog/catalog.yaml')).toContain('tag: "0.2.0"');
  expect(copy.read('catalog/index.json')).toContain('"tag": "0.2.0"');
});

test('a new tag without a new test is stale, and the page says why', async () => {
  const copy = goldenCopy();
  copy.edit('providers/vsphere/provider.yaml', 'tag: 0.1.1', 'tag: 0.2.0');
  await render(copy.root);
  const page = copy.read('catalog/README.md');
  expect(page).toContain('https://img.shields.io/badge/conformance-stale-orange');
  expect(page).toContain(
    '- **Conformance:** stale; the result of 2025-08-26T14:12:41Z does not hold for this entry: it tested version 0.1.1, not 0.2.0',
  );
  expect(page).not.toContain('All providers in this catalog have been tested');
  expect(page).toContain('listed: 2 of the 3 providers');
});

test('what cannot be written is named, as a failure of the environment', async () => {
  const copy = goldenCopy();
  copy.remove('catalog/README.md');
  mkdirSync(join(copy.root, 'catalog/README.md'));
  await expect(render(copy.root)).rejects.toMatchObject({ code: 'CATALOG_NOT_WRITABLE', exitCode: 6 });
});

test('badges of removed providers are deleted, other files are not', async () => {
  const copy = goldenCopy();
  copy.remove('providers/libvirt');
  copy.edit('catalog.config.yaml', ', libvirt]', ']');
  copy.write('catalog/badges/readme.txt', 'mine');
  expect((await render(copy.root)).removed).toEqual(['catalog/badges/libvirt.svg']);
  expect(existsSync(join(copy.root, 'catalog/badges/libvirt.svg'))).toBe(false);
  expect(existsSync(join(copy.root, 'catalog/badges/readme.txt'))).toBe(true);
});

test.each([
  ['metadata', 'providers/mock/provider.yaml', 'maturity: stable', 'maturity: ripe'],
  ['settings', 'catalog.config.yaml', 'badges: shields', 'badges: png'],
  ['a report', 'providers/mock/conformance.json', '"schemaVersion": 1', '"schemaVersion": 99'],
])('an error in %s: findings, nothing written', async (_what, path, from, to) => {
  const copy = goldenCopy();
  copy.remove('catalog');
  copy.edit(path, from, to);
  const result = await render(copy.root);
  expect(result.findings.map(({ file, severity }) => [file, severity])).toEqual([[path, 'error']]);
  expect(existsSync(join(copy.root, 'catalog'))).toBe(false);
});

test('without evidence the page names no date, and nothing is tested', async () => {
  const copy = goldenCopy();
  for (const name of ['mock', 'vsphere', 'libvirt']) copy.remove(`providers/${name}/conformance.json`);
  await render(copy.root);
  const page = copy.read('catalog/README.md');
  expect(page).toContain('*Last updated: no provider has been tested yet*');
  expect(page.match(/conformance-pending-lightgrey/g)).toHaveLength(3);
  expect(page.match(/\*\*Conformance:\*\* pending; no test result has been recorded/g)).toHaveLength(3);
  expect(copy.read('catalog/catalog.yaml')).not.toMatch(/lastUpdated|last_tested|report_url/);
  expect(JSON.parse(copy.read('catalog/index.json'))).toMatchObject({ lastTested: null });
});

test('an empty catalog renders', async () => {
  const copy = goldenCopy();
  copy.remove('providers');
  copy.remove('catalog');
  copy.remove('catalog.config.yaml');
  mkdirSync(join(copy.root, 'providers'));
  const result = await render(copy.root);
  expect(result.written).toEqual(['catalog/README.md', 'catalog/catalog.yaml', 'catalog/index.json']);
  expect(copy.read('catalog/README.md')).not.toContain('helm install');
});

test('the page shows the committed badges unless the settings say shields', async () => {
  const copy = goldenCopy();
  copy.edit('catalog.config.yaml', 'badges: shields\n', '');
  await render(copy.root);
  expect(copy.read('catalog/README.md')).toContain('![Conformance: partial](badges/libvirt.svg)');
  expect(copy.read('catalog/catalog.yaml')).toContain('badge_url: "badges/libvirt.svg"');
});

test('providers that the order does not name follow by name', async () => {
  const copy = goldenCopy();
  copy.edit('catalog.config.yaml', 'order: [mock, vsphere, libvirt]', 'order: [vsphere]');
  await render(copy.root);
  const { providers } = JSON.parse(copy.read('catalog/index.json')) as { providers: { name: string }[] };
  expect(providers.map(({ name }) => name)).toEqual(['vsphere', 'libvirt', 'mock']);
});

test('the profile table says what was covered', async () => {
  const copy = goldenCopy();
  copy.edit('catalog.config.yaml', 'quickStart: vsphere', 'quickStart: vsphere\nprofileTable: true');
  await render(copy.root);
  expect(copy.read('catalog/README.md')).toContain('| Snapshot | pass | covers 3 of 4 capabilities |');
  expect(copy.read('catalog/README.md')).toContain('| Advanced | partial | covers 0 of 4 capabilities |');
});

test('claims are shown only when asked for, and called claims', async () => {
  const copy = goldenCopy();
  copy.remove('providers/libvirt/conformance.json');
  const claim =
    'claimed:\n  profiles: { core: pass, snapshot: pass }\n  badge_url: https://img.shields.io/badge/conformance-pass-green\n';
  copy.write('providers/libvirt/provider.yaml', copy.read('providers/libvirt/provider.yaml') + claim);
  await render(copy.root);
  expect(copy.read('catalog/README.md')).not.toMatch(/claimed/i);
  await render(copy.root, { showClaims: true });
  const page = copy.read('catalog/README.md');
  expect(page).toContain('![Conformance](https://img.shields.io/badge/conformance-pending-lightgrey) (claimed: pass)');
  expect(page).toContain('- **Claimed, not measured:** core pass, snapshot pass');
  expect(JSON.parse(copy.read('catalog/index.json')).providers[2]).toMatchObject({
    verdict: 'pending',
    claimed: { badge: 'pass' },
  });
});
