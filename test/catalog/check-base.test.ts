import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCatalog } from '../../src/catalog/check-catalog.js';
import { changedProviders } from '../../src/catalog/history/changed-providers.js';
import { previousTag } from '../../src/catalog/history/previous-tag.js';
import { type CatalogCopy, goldenCopy } from './golden-catalog.js';
import { testContext } from './test-context.js';

const context = testContext();
const yaml = (name: string) => `providers/${name}/provider.yaml`;

function git(root: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', ['-C', root, ...identity, ...args], { encoding: 'utf8' });
}

function commit(root: string, message: string): void {
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--allow-empty', '--message', message);
}

/** The golden catalog on main, with a branch checked out that parted from it. */
function branch(): CatalogCopy {
  const copy = goldenCopy();
  git(copy.root, 'init', '--quiet', '--initial-branch', 'main');
  commit(copy.root, 'base');
  git(copy.root, 'checkout', '--quiet', '-b', 'submission');
  return copy;
}

async function versions(root: string, base = 'main'): Promise<string[]> {
  const { findings } = await checkCatalog({ root, showClaims: false, base: { ref: base, context } });
  return findings
    .filter(({ code }) => /^(?:version|digest)-/.test(code))
    .map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`);
}

test.each<[what: string, change: (copy: CatalogCopy) => void, found: string[]]>([
  ['nothing', () => {}, []],
  ['a higher version', (copy) => copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.2.0'), []],
  [
    'a lower version',
    (copy) => copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.1.0'),
    [`version-lower ${yaml('mock')}:7:6`],
  ],
  [
    'a pre-release of the same version',
    (copy) => copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.1.1-rc.1'),
    [`version-lower ${yaml('mock')}:7:6`],
  ],
  [
    'another digest of the same tag',
    (copy) => copy.edit(yaml('mock'), 'digest: sha256:f', 'digest: sha256:0'),
    [`digest-moved ${yaml('mock')}:8:9`],
  ],
  [
    'no digest of the same tag',
    (copy) => copy.edit(yaml('mock'), /digest: .*\n/.exec(copy.read(yaml('mock')))?.[0] ?? '', ''),
    [`digest-moved ${yaml('mock')}:7:6`],
  ],
  [
    'another digest of another tag',
    (copy) => {
      copy.edit(yaml('mock'), 'digest: sha256:f', 'digest: sha256:0');
      copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.1.2');
    },
    [],
  ],
])('against its base, %s', async (_what, change, found) => {
  const copy = branch();
  change(copy);
  expect(await versions(copy.root)).toEqual(found);
  commit(copy.root, 'submission');
  expect(await versions(copy.root)).toEqual(found);
});

test.each<[what: string, change: (copy: CatalogCopy) => void, found: string[]]>([
  [
    'a changed entry',
    (copy) => copy.edit(yaml('mock'), 'for testing and', 'for tests and'),
    ['warning catalog/README.md', 'warning catalog/catalog.yaml', 'warning catalog/index.json'],
  ],
  [
    'a page edited by hand',
    (copy) => copy.edit('catalog/README.md', 'Learning', 'Teaching'),
    ['error catalog/README.md'],
  ],
  ['a badge taken out', (copy) => copy.remove('catalog/badges/mock.svg'), ['error catalog/badges/mock.svg']],
  ['a badge of nobody', (copy) => copy.write('catalog/badges/x.svg', '<svg/>'), ['error catalog/badges/x.svg']],
  [
    'a changed entry, and the page rendered with it',
    (copy) => {
      copy.edit(yaml('mock'), 'for testing and', 'for tests and');
      copy.edit('catalog/README.md', 'for testing and', 'for tests and');
    },
    ['warning catalog/catalog.yaml', 'warning catalog/index.json'],
  ],
])('generated files on a branch with %s', async (_what, change, found) => {
  const copy = branch();
  change(copy);
  const { findings, valid } = await checkCatalog({
    root: copy.root,
    showClaims: false,
    base: { ref: 'main', context },
  });
  expect(findings.map(({ severity, file }) => `${severity} ${file}`)).toEqual(found);
  expect(valid).toBe(found.every((finding) => !finding.startsWith('error')));
});

test('what others merged after the branch parted is no downgrade of it', async () => {
  const copy = branch();
  git(copy.root, 'checkout', '--quiet', 'main');
  copy.edit(yaml('vsphere'), 'tag: 0.1.1', 'tag: 0.3.0');
  commit(copy.root, 'others');
  git(copy.root, 'checkout', '--quiet', 'submission');
  copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.2.0');
  expect((await changedProviders(copy.root, { ref: 'main', context })).changed).toEqual(['mock']);
  expect(await versions(copy.root)).toEqual([]);
});

test('a version below one that others merged meanwhile is refused', async () => {
  const copy = branch();
  git(copy.root, 'checkout', '--quiet', 'main');
  copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.3.0');
  commit(copy.root, 'others');
  git(copy.root, 'checkout', '--quiet', 'submission');
  copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.2.0');
  expect(await versions(copy.root)).toEqual([`version-lower ${yaml('mock')}:7:6`]);
});

test.each<[what: string, change: (copy: CatalogCopy) => void, changed: string[], removed: string[]]>([
  ['a page', (copy) => copy.write('providers/libvirt/page.md', 'new\n'), ['libvirt'], []],
  ['a report', (copy) => copy.remove('providers/libvirt/conformance.json'), ['libvirt'], []],
  ['a file beside', (copy) => copy.write('providers/libvirt/notes.txt', 'new\n'), [], []],
  ['a provider taken out', (copy) => copy.remove('providers/libvirt'), [], ['libvirt']],
  ['line ends made CRLF', (copy) => copy.write(yaml('mock'), copy.read(yaml('mock')).replaceAll('\n', '\r\n')), [], []],
])('%s changes %j', async (_what, change, changed, removed) => {
  const copy = branch();
  change(copy);
  expect(await changedProviders(copy.root, { ref: 'main', context })).toMatchObject({ changed, removed });
});

test('a catalog in a folder of a larger repository', async () => {
  const copy = goldenCopy();
  const root = join(copy.root, 'inner');
  execFileSync('mkdir', [root]);
  execFileSync('mv', [join(copy.root, 'providers'), join(copy.root, 'catalog'), root]);
  git(copy.root, 'init', '--quiet', '--initial-branch', 'main');
  commit(copy.root, 'base');
  copy.edit('inner/providers/mock/provider.yaml', 'tag: 0.1.1', 'tag: 0.1.0');
  expect(await changedProviders(root, { ref: 'main', context })).toMatchObject({ changed: ['mock'], removed: [] });
  expect(await versions(root)).toEqual([`version-lower ${yaml('mock')}:7:6`]);
});

test.each([
  ['no such branch', 'nowhere', 'UNKNOWN_BASE'],
  ['an option in place of a branch', '--output=/tmp/x', 'UNKNOWN_BASE'],
])('%s', async (_what, ref, code) => {
  const copy = branch();
  await expect(versions(copy.root, ref)).rejects.toMatchObject({ code, exitCode: 2 });
});

test('two histories without a common commit', async () => {
  const copy = branch();
  git(copy.root, 'checkout', '--quiet', '--orphan', 'other');
  commit(copy.root, 'other');
  await expect(versions(copy.root)).rejects.toMatchObject({ code: 'NO_COMMON_COMMIT' });
});

test('a repository that configures programs runs none of them', async () => {
  const copy = branch();
  const trap = join(copy.root, 'trap.sh');
  copy.write('trap.sh', `#!/bin/sh\ntouch ${copy.root}/sprung\n`);
  execFileSync('chmod', ['+x', trap]);
  for (const key of ['core.fsmonitor', 'core.pager', 'diff.external', 'core.sshCommand'])
    git(copy.root, 'config', key, trap);
  copy.write('.gitattributes', '* filter=trap diff=trap\n');
  git(copy.root, 'config', 'filter.trap.clean', trap);
  git(copy.root, 'config', 'diff.trap.textconv', trap);
  copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.2.0');
  expect((await changedProviders(copy.root, { ref: 'main', context })).changed).toEqual(['mock']);
  expect(() => copy.read('sprung')).toThrow();
});

test('the version before this one comes from the history of the entry', async () => {
  const copy = branch();
  const tag = (name: string, now: string) => previousTag(copy.root, { name, tag: now, context });
  expect(await tag('mock', '0.1.1')).toEqual({ known: true, value: null });
  expect(await tag('mock', '0.2.0')).toEqual({ known: true, value: '0.1.1' });
  copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.2.0');
  commit(copy.root, 'newer');
  expect(await tag('mock', '0.2.0')).toEqual({ known: true, value: '0.1.1' });
  expect(await previousTag('/', { name: 'mock', tag: '1.0.0', context })).toMatchObject({ known: false });
});

test.each<[what: string, change: (copy: CatalogCopy) => void, codes: string[]]>([
  ['a provider alone', (copy) => copy.edit(yaml('mock'), 'tag: 0.1.1', 'tag: 0.2.0'), []],
  [
    'settings that accept other suites',
    (copy) => copy.write('catalog.config.yaml', 'suiteVersions: "*"\n'),
    ['warning'],
  ],
])('a branch that changes %s is told of', async (_what, change, severities) => {
  const copy = branch();
  change(copy);
  commit(copy.root, 'change');
  const { findings } = await checkCatalog({ root: copy.root, showClaims: false, base: { ref: 'main', context } });
  expect(findings.filter(({ code }) => code === 'settings-changed').map(({ severity }) => severity)).toEqual(
    severities,
  );
});
