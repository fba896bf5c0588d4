import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, onTestFinished, test } from 'vitest';
import { checkCatalog } from '../../../src/catalog/check-catalog.js';
import { type ImportOptions, importCatalog } from '../../../src/catalog/import/import-catalog.js';
import { renderCatalog } from '../../../src/catalog/render-catalog.js';
import { packageRoot } from '../../../src/foundation/package-info.js';
import { filesBelow } from '../golden-catalog.js';

const upstream = join(packageRoot, 'test', 'fixtures', 'catalog', 'upstream.yaml');

function emptyFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'vrtg-import-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

function importInto(root: string, file: string, options: Partial<ImportOptions> = {}) {
  const signal = new AbortController().signal;
  return importCatalog({
    root,
    file,
    shown: 'catalog.yaml',
    force: false,
    dryRun: false,
    progress: () => {},
    signal,
    ...options,
  });
}

function written(text: string): string {
  const file = join(emptyFolder(), 'catalog.yaml');
  writeFileSync(file, text);
  return file;
}

type Entry = Record<string, unknown>;
interface UpstreamDocument {
  metadata: Entry;
  providers: Entry[];
}
const loaded = (text: string) => load(text) as UpstreamDocument;
const render = (root: string, showClaims = false) => renderCatalog({ root, showClaims, dryRun: false });

test('the catalog of upstream comes back from a render with everything that it says, its verdicts as claims', async () => {
  const root = emptyFolder();
  expect(importInto(root, upstream)).toMatchObject({ findings: [], unchanged: 0 });
  await render(root);
  const [before, after] = [upstream, join(root, 'catalog/catalog.yaml')].map((file) =>
    loaded(readFileSync(file, 'utf8')),
  );
  const { lastUpdated, ...metadata } = before?.metadata ?? {};
  expect(after?.metadata).toEqual({ ...metadata, claimed: { lastUpdated } });
  expect(after?.providers.map(({ conformance: _measured, ...entry }) => entry)).toEqual(
    before?.providers.map(({ conformance, ...entry }) => ({ ...entry, claimed: conformance })),
  );
});

test('no imported verdict becomes a verdict', async () => {
  const root = emptyFolder();
  importInto(root, upstream);
  await render(root);
  const { providers } = JSON.parse(readFileSync(join(root, 'catalog/index.json'), 'utf8'));
  expect(providers.map(({ verdict }: { verdict: string }) => verdict)).toEqual(Array(4).fill('pending'));
  expect(readFileSync(join(root, 'catalog/README.md'), 'utf8')).not.toMatch(/conformance: pass|claimed/i);
  const rendered = loaded(readFileSync(join(root, 'catalog/catalog.yaml'), 'utf8'));
  for (const { conformance } of rendered.providers)
    expect(new Set(Object.values((conformance as { profiles: Entry }).profiles))).toEqual(new Set(['pending']));
});

test('what an import wrote passes the check once it is rendered', async () => {
  const root = emptyFolder();
  importInto(root, upstream);
  await render(root);
  expect(await checkCatalog({ root, showClaims: false })).toMatchObject({ valid: true, findings: [], providers: 4 });
});

test('importing what a render wrote changes nothing, however often', async () => {
  const root = emptyFolder();
  importInto(root, upstream);
  await render(root);
  const again = importInto(root, join(root, 'catalog/catalog.yaml'));
  expect(again).toMatchObject({ written: [], unchanged: 5, claims: ['mock', 'proxmox', 'vsphere', 'libvirt'] });
});

test('an entry keeps the comment above it', () => {
  const root = emptyFolder();
  importInto(root, upstream);
  const lines = readFileSync(join(root, 'providers/proxmox/provider.yaml'), 'utf8').split('\n');
  expect(lines.slice(1, 3)).toEqual(['# comment above proxmox', 'schemaVersion: 1']);
});

test('a dry run says what would be written and writes nothing', () => {
  const root = emptyFolder();
  expect(importInto(root, upstream, { dryRun: true }).written).toHaveLength(5);
  expect(filesBelow(root)).toEqual({});
});

test('a provider that is described otherwise is replaced only by force', () => {
  const root = emptyFolder();
  importInto(root, upstream);
  const path = join(root, 'providers/mock/provider.yaml');
  const mine = readFileSync(path, 'utf8').replace('maturity: stable', 'maturity: beta');
  writeFileSync(path, mine);
  expect(() => importInto(root, upstream)).toThrow(
    expect.objectContaining({
      code: 'ALREADY_THERE',
      exitCode: 7,
      details: { files: ['providers/mock/provider.yaml'] },
    }),
  );
  expect(readFileSync(path, 'utf8')).toBe(mine);
  expect(importInto(root, upstream, { force: true }).written).toEqual(['providers/mock/provider.yaml']);
  expect(readFileSync(path, 'utf8')).toContain('maturity: stable');
});

test('comments and settings of the catalog stay as they are', () => {
  const root = emptyFolder();
  importInto(root, upstream);
  const path = join(root, 'providers/mock/provider.yaml');
  writeFileSync(path, `# mine\n${readFileSync(path, 'utf8')}`);
  writeFileSync(join(root, 'catalog.config.yaml'), 'schemaVersion: 1\norder: [vsphere]\n');
  expect(importInto(root, upstream)).toMatchObject({ written: [], keptSettings: true });
  expect(readFileSync(path, 'utf8')).toMatch(/^# mine\n/);
});

test('a report beside the single file moves along as evidence', () => {
  const file = written(readFileSync(upstream, 'utf8'));
  mkdirSync(join(file, '..', 'reports'));
  writeFileSync(join(file, '..', 'reports', 'mock.json'), '{"any": "report"}\n');
  const root = emptyFolder();
  importInto(root, file);
  expect(readFileSync(join(root, 'providers/mock/conformance.json'), 'utf8')).toBe('{"any": "report"}\n');
});

const good = `    displayName: One
    description: first
    repo: https://example.com/one
    image: example.com/one
    tag: 1.0.0
    capabilities: [core]
    maintainer: a@example.com
    license: MIT
    maturity: alpha
`;
const entry = (name: string, text = good) => `  - name: ${name}\n${text}`;

const mistakes: [what: string, text: string, place: string][] = [
  ['a misspelt field', `providers:\n${entry('one', good.replace('maturity', 'maturty'))}`, '11:5 unknown-field'],
  ['a missing field', `providers:\n${entry('one', good.replace('    tag: 1.0.0\n', ''))}`, '2:5 missing-field'],
  ['a wrong licence', `providers:\n${entry('one', good.replace('MIT', 'Mine'))}`, '10:14 unknown-license'],
  ['a name that leaves its folder', `providers:\n${entry('../../etc')}`, '2:11 invalid-name'],
  ['a name that is an absolute path', `providers:\n${entry('/etc/passwd')}`, '2:11 invalid-name'],
  ['a name twice', `providers:\n${entry('one')}${entry('one')}`, '12:11 duplicate-name'],
  ['an image twice', `providers:\n${entry('one')}${entry('two')}`, '16:12 duplicate-image'],
  ['an unknown part', `provider: []\nproviders: []\n`, '1:1 unknown-field'],
  ['another version', `metadata: {version: v2}\nproviders: []\n`, '1:21 invalid-value'],
  ['no catalog', `name: one\n`, '1:1 not-a-catalog'],
  ['a list of texts', `providers:\n  - one\n`, '2:5 wrong-type'],
  ['no list', `providers: {}\n`, '1:12 wrong-type'],
  ['a conformance that is text', `providers:\n${entry('one', `${good}    conformance: pass\n`)}`, '12:18 wrong-type'],
  ['a type tag', `providers:\n${entry('one', good.replace('MIT', '!!js/function MIT'))}`, '10:14 yaml-tag'],
  ['a syntax error', `providers:\n\t- name: one\n`, '2:1 yaml-syntax'],
  ['an empty file', '', '1:1 empty-file'],
  [
    'an unknown replacement',
    `providers:\n${entry('one', good.replace('alpha', 'deprecated\n    replacedBy: two'))}`,
    '12:17 unknown-replacement',
  ],
];

test.each(mistakes)('%s is told with its place, and nothing is written', (_what, text, place) => {
  const root = emptyFolder();
  const { findings } = importInto(root, written(text));
  expect(findings.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([place]);
  expect(filesBelow(root)).toEqual({});
});

test('every mistake of every entry is told in one run', () => {
  const broken = good.replace('MIT', 'Mine').replace('1.0.0', 'latest');
  const { findings } = importInto(emptyFolder(), written(`providers:\n${entry('one', broken)}${entry('Two', broken)}`));
  expect(findings.map(({ line }) => line)).toEqual([7, 10, 12, 17, 20]);
});

test('an alias bomb is refused in a moment', () => {
  const levels = 'abcdefghij'.split('');
  const lines = levels.map((level, index) => `${level}: &${level} [${`*${levels[index - 1]},`.repeat(9)}]`);
  const { findings } = importInto(
    emptyFolder(),
    written(`${lines.join('\n').replace('*undefined,', 'x,')}\nproviders: []\n`),
  );
  expect(findings.length).toBeGreaterThan(0);
});

test('prototype keys are unknown fields and touch no prototype', () => {
  const text = `providers:\n${entry('one', `${good}    __proto__: {polluted: yes}\n    constructor: {prototype: {polluted: yes}}\n`)}`;
  const { findings } = importInto(emptyFolder(), written(text));
  expect(findings.map(({ code }) => code)).toEqual(['unknown-field', 'unknown-field']);
  expect(({} as Entry)['polluted']).toBeUndefined();
});

test.each(['providers', 'providers/one', 'providers/one/provider.yaml'])(
  'nothing is written through a link at %s',
  (path) => {
    const [root, elsewhere] = [emptyFolder(), emptyFolder()];
    mkdirSync(join(root, path, '..'), { recursive: true });
    symlinkSync(path.endsWith('.yaml') ? join(elsewhere, 'file') : elsewhere, join(root, path));
    const run = () => importInto(root, written(`providers:\n${entry('one')}`), { force: true });
    expect(run).toThrow(expect.objectContaining({ code: 'NOT_WRITABLE', exitCode: 7 }));
    expect(filesBelow(elsewhere)).toEqual({});
  },
);

test('an image that another provider of the catalog has is refused', () => {
  const root = emptyFolder();
  importInto(root, written(`providers:\n${entry('one')}`));
  const { findings } = importInto(root, written(`providers:\n${entry('two')}`));
  expect(findings).toMatchObject([{ code: 'duplicate-image', message: expect.stringContaining('belongs to one') }]);
});
