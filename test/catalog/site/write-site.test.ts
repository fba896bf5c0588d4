import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { renderCatalog } from '../../../src/catalog/render-catalog.js';
import { filesBelow, goldenCopy } from '../golden-catalog.js';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'vrtg-site-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const render = (root: string, site: string, dryRun = false) => renderCatalog({ root, showClaims: false, dryRun, site });

test('a site has an overview, a matrix, and a page and a report for each provider', async () => {
  const [copy, site] = [goldenCopy(), folder()];
  const result = await render(copy.root, site);
  expect(result.site).toEqual({ directory: site, written: 12, unchanged: 0, removed: 0 });
  expect(Object.keys(filesBelow(site))).toEqual([
    '.vrtg-site',
    'assets/icon.svg',
    'assets/providers.js',
    'assets/site.css',
    'assets/site.js',
    'index.html',
    'matrix.html',
    ...['libvirt', 'mock', 'vsphere'].map((name) => `providers/${name}.html`),
    ...['libvirt', 'mock', 'vsphere'].map((name) => `reports/${name}.html`),
  ]);
});

test('the same input gives the same bytes, and nothing is written again', async () => {
  const [copy, site, other] = [goldenCopy(), folder(), folder()];
  await render(copy.root, site);
  await render(copy.root, other);
  expect(filesBelow(other)).toEqual(filesBelow(site));
  const before = statSync(join(site, 'index.html')).mtimeMs;
  expect((await render(copy.root, site)).site).toMatchObject({ written: 0, unchanged: 12 });
  expect(statSync(join(site, 'index.html')).mtimeMs).toBe(before);
});

test('pages of removed providers are removed', async () => {
  const [copy, site] = [goldenCopy(), folder()];
  await render(copy.root, site);
  copy.remove('providers/libvirt');
  copy.edit('catalog.config.yaml', ', libvirt]', ']');
  expect((await render(copy.root, site)).site).toMatchObject({ removed: 2 });
  expect([existsSync(join(site, 'providers/libvirt.html')), existsSync(join(site, 'reports/libvirt.html'))]).toEqual([
    false,
    false,
  ]);
});

test.each([
  ['another version than the entry', 'providers/mock/provider.yaml', 'tag: 0.1.1', 'tag: 0.1.2'],
  [
    'a verdict that its tests do not bear out',
    'providers/mock/conformance.json',
    '"verdict": "pass"',
    '"verdict": "fail"',
  ],
])('the page of a report of %s shows stale instead of its badge, and why', async (_what, file, from, to) => {
  const [copy, site] = [goldenCopy(), folder()];
  copy.edit(file, from, to);
  await render(copy.root, site);
  const html = readFileSync(join(site, 'reports/mock.html'), 'utf8');
  expect(html).toContain('<title>Conformance stale: ');
  expect(html).toContain('<strong class="chip stale">stale</strong>');
  expect(html).toMatch(/role="note">Conformance: stale; the result of .* does not hold for this entry: .* claims\.</);
});

test('the page of a report leads back to the provider', async () => {
  const [copy, site] = [goldenCopy(), folder()];
  await render(copy.root, site);
  const html = readFileSync(join(site, 'reports/mock.html'), 'utf8');
  expect(html).toContain('<a href="../providers/mock.html">Provider Catalog: Mock Provider</a>');
  expect(html).toContain('<title>Conformance pass: ');
  expect(html).not.toContain('role="note"');
});

test('a dry run writes no site', async () => {
  const [copy, site] = [goldenCopy(), folder()];
  expect((await render(copy.root, site, true)).site).toMatchObject({ written: 12 });
  expect(readdirSync(site)).toEqual([]);
});

test('a folder with foreign files is refused, and they stay', async () => {
  const [copy, site] = [goldenCopy(), folder()];
  writeFileSync(join(site, 'thesis.txt'), 'mine');
  await expect(render(copy.root, site)).rejects.toMatchObject({
    code: 'FOREIGN_FILES',
    exitCode: 7,
    message: expect.stringContaining('thesis.txt'),
  });
  expect(readdirSync(site)).toEqual(['thesis.txt']);
});

test('a file that somebody put into a site is not removed with it', async () => {
  const [copy, site] = [goldenCopy(), folder()];
  await render(copy.root, site);
  writeFileSync(join(site, 'providers/extra.html'), 'mine');
  await expect(render(copy.root, site)).rejects.toMatchObject({ code: 'FOREIGN_FILES' });
});

test('what belongs to a branch or a host that serves sites is left alone', async () => {
  const [copy, site] = [goldenCopy(), folder()];
  mkdirSync(join(site, '.git'));
  writeFileSync(join(site, '.git', 'HEAD'), 'ref');
  writeFileSync(join(site, 'CNAME'), 'example.com');
  expect((await render(copy.root, site)).site).toMatchObject({ written: 12 });
  expect(filesBelow(site)).toMatchObject({ CNAME: 'example.com', '.git/HEAD': 'ref' });
});

test('a list of files that names others removes none of them', async () => {
  const [copy, outer] = [goldenCopy(), folder()];
  const site = join(outer, 'site');
  await render(copy.root, site);
  writeFileSync(join(outer, 'mine'), 'x');
  writeFileSync(join(site, '.vrtg-site'), `${Object.keys(filesBelow(site)).join('\n')}\n../mine\n/etc/hostname\n`);
  await render(copy.root, site);
  expect(existsSync(join(outer, 'mine'))).toBe(true);
});

test('nothing is written through a link', async () => {
  const [copy, site, elsewhere] = [goldenCopy(), folder(), folder()];
  symlinkSync(elsewhere, join(site, 'assets'));
  await expect(render(copy.root, site)).rejects.toMatchObject({ code: 'FOREIGN_FILES' });
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('a file in the place of the folder is refused', async () => {
  const [copy, outer] = [goldenCopy(), folder()];
  writeFileSync(join(outer, 'file'), 'mine');
  await expect(render(copy.root, join(outer, 'file'))).rejects.toMatchObject({ code: 'NOT_A_DIRECTORY', exitCode: 2 });
});

test('with an error in the input no site is written', async () => {
  const [copy, site] = [goldenCopy(), folder()];
  copy.edit('providers/mock/provider.yaml', 'maturity: stable', 'maturity: ripe');
  expect((await render(copy.root, site)).site).toBeUndefined();
  expect(readdirSync(site)).toEqual([]);
});
