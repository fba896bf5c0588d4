import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { renderCatalog } from '../../src/catalog/render-catalog.js';
import { validatePaths } from '../../src/provider/metadata/validate-paths.js';
import { goldenCopy } from './golden-catalog.js';

const render = (root: string) => renderCatalog({ root, showClaims: true, dryRun: false });

function elsewhere(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vrtg-elsewhere-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'secret'), 'token: abc\n');
  return folder;
}

test.each(['provider.yaml', 'page.md', 'conformance.json'])(
  'a %s that is a link out of the catalog is refused unread',
  async (file) => {
    const [copy, folder] = [goldenCopy(), elsewhere()];
    copy.remove(`providers/mock/${file}`);
    symlinkSync(join(folder, 'secret'), join(copy.root, 'providers/mock', file));
    const { findings, written } = await render(copy.root);
    expect(findings).toMatchObject([{ file: `providers/mock/${file}`, code: 'link-outside', severity: 'error' }]);
    expect([written, JSON.stringify(findings).includes('abc')]).toEqual([[], false]);
  },
);

test('a provider that is a link out of the catalog is refused', async () => {
  const [copy, folder] = [goldenCopy(), elsewhere()];
  renameSync(join(copy.root, 'providers/mock'), join(folder, 'mock'));
  symlinkSync(join(folder, 'mock'), join(copy.root, 'providers/mock'));
  expect((await render(copy.root)).findings).toMatchObject([{ file: 'providers/mock', code: 'link-outside' }]);
  expect(validatePaths(['.'], { cwd: copy.root })).toMatchObject({
    valid: false,
    findings: [{ code: 'link-outside' }],
  });
});

test('links inside the catalog are followed', async () => {
  const copy = goldenCopy();
  renameSync(join(copy.root, 'providers/mock/page.md'), join(copy.root, 'about-mock.md'));
  symlinkSync('../../about-mock.md', join(copy.root, 'providers/mock/page.md'));
  expect(await render(copy.root)).toMatchObject({ findings: [], written: [] });
});

test.each(['catalog', 'catalog/badges'])(
  'nothing is written or removed through a link in the place of %s',
  async (path) => {
    const [copy, folder] = [goldenCopy(), elsewhere()];
    writeFileSync(join(folder, 'mine.svg'), '<svg/>');
    copy.remove(path);
    symlinkSync(folder, join(copy.root, path));
    await expect(render(copy.root)).rejects.toMatchObject({ code: 'CATALOG_NOT_WRITABLE', exitCode: 6 });
    expect(readdirSync(folder).sort()).toEqual(['mine.svg', 'secret']);
  },
);

test('a generated file that is a link is replaced, and what it led to stays', async () => {
  const [copy, folder] = [goldenCopy(), elsewhere()];
  copy.remove('catalog/README.md');
  symlinkSync(join(folder, 'secret'), join(copy.root, 'catalog/README.md'));
  expect(await render(copy.root)).toMatchObject({ written: ['catalog/README.md'] });
  expect(copy.read('catalog/README.md')).toMatch(/^# Provider Catalog/);
});

const good = (name: string) => `schemaVersion: 1
name: ${name}
displayName: One
description: first
repo: https://example.com/one
image: example.com/one
tag: 1.0.0
capabilities: [core]
maintainer: a@example.com
license: MIT
maturity: alpha
`;

test.each([
  '..',
  '../../escape',
  '/etc/passwd',
  'a/b',
  'a\\b',
  'con.svg',
  '',
  '.',
  'A',
  '__proto__',
  'a%2fb',
  'a\u0000b',
])('the name %j is refused and names no file', async (name) => {
  const copy = goldenCopy();
  mkdirSync(join(copy.root, 'providers/one'));
  copy.write('providers/one/provider.yaml', good(JSON.stringify(name)));
  const { findings, written } = await render(copy.root);
  expect(findings.length).toBeGreaterThan(0);
  expect(findings.every(({ file }) => file === 'providers/one/provider.yaml')).toBe(true);
  expect([written, existsSync(join(copy.root, 'escape'))]).toEqual([[], false]);
});

const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
const documents: [what: string, more: string, code: string][] = [
  ['an alias bomb', bomb, 'yaml-alias'],
  ['a merge key', 'compatibility:\n  <<: *x\n', 'yaml-merge-key'],
  ['a type tag', 'tags: !!js/function "function () {}"\n', 'yaml-tag'],
  ['__proto__', '__proto__: {polluted: true}\n', 'unknown-field'],
  ['constructor.prototype', 'constructor: {prototype: {polluted: true}}\n', 'unknown-field'],
  ['__proto__ in a claim', 'claimed: {__proto__: {polluted: true}}\n', ''],
  ['__proto__ as a value path', 'install: {values: {__proto__.polluted: true}}\n', ''],
  ['nesting without end', `claimed: ${'['.repeat(5_000)}\n`, 'yaml-syntax'],
];

test.each(documents)('%s touches no prototype and never more than its entry', async (_what, more, code) => {
  const copy = goldenCopy();
  mkdirSync(join(copy.root, 'providers/one'));
  copy.write('providers/one/provider.yaml', good('one') + more);
  const { findings } = await render(copy.root);
  if (code === '') expect(findings).toEqual([]);
  else expect(findings.map((finding) => finding.code)).toContain(code);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
