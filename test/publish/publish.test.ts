import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Interlocutor } from '../../src/publish/publish-options.js';
import { Author, digests, refusalOf } from './publish-fixture.js';

const branch = 'vrtg-provider--your-provider';
const entry = 'providers/your-provider/provider.yaml';

let folder: string;
let ada: Author;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'publish-'));
  ada = new Author(folder);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  ada.remove();
});

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Someone', '-c', 'user.email=someone@example.com'];
  return execFileSync('git', ['-C', folder, ...identity, ...args], { encoding: 'utf8' });
}

function catalog(files: Record<string, string> = {}): void {
  git('init', '--quiet', '--initial-branch=main');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'Start');
}

const published = (path: string) => git('show', `${branch}:${path}`);

const rich = `schemaVersion: 1
name: your-provider
displayName: Yours Truly
description: What it is good for
repo: https://github.com/yourorg/your-provider
image: ghcr.io/yourorg/your-provider
tag: v0.9.0
digest: sha256:${'9'.repeat(64)}
capabilities: [core]
maintainer: your-email@example.com
license: Apache-2.0
maturity: stable
tags: [cloud]
documentation: https://yourorg.example/docs
install: { release: mine, namespace: mine }
`;

test('the six flags keep what the catalog already says', async () => {
  catalog({ [entry]: rich, 'providers/your-provider/page.md': 'A page\n' });
  await ada.publish();
  const text = published(entry);
  for (const kept of ['Yours Truly', 'maturity: stable', 'tags: [cloud]', 'release: mine'])
    expect(text).toContain(kept);
  expect(text).toContain('tag: v1.0.0');
  expect(text).toContain(`digest: ${digests.first}`);
  expect(text).toContain('capabilities: [core, snapshot, clone, image-prepare, advanced]');
  expect(published('providers/your-provider/page.md')).toBe('A page\n');
});

test('provider.yaml says all that the author has to say', async () => {
  catalog({ [entry]: rich });
  ada.write('provider.yaml', rich.replace('tags: [cloud]\n', '').replace('Yours Truly', 'Yours Now'));
  ada.write('page.md', 'A new page\n');
  await ada.publish();
  expect(published(entry)).toContain('displayName: Yours Now');
  expect(published(entry)).not.toContain('tags:');
  expect(published('providers/your-provider/page.md')).toBe('A new page\n');
});

test('what was derived is marked in the text', async () => {
  catalog();
  const { result } = await ada.publish();
  const text = readFileSync(new URL(result.prUrl ?? ''), 'utf8');
  for (const field of ['displayName', 'description', 'capabilities', 'maturity', 'install']) {
    expect(text).toMatch(new RegExp(`^\\| \`${field}\` \\|`, 'm'));
  }
  expect(text).not.toMatch(/^\| `license` \|/m);
});

test.each([
  ['endpoint', { kind: 'endpoint' as const, endpoint: 'localhost:9443' }],
  ['command', { kind: 'command' as const, command: './provider' }],
])('evidence from an %s is not tied to the image, and everything says so', async (_name, subject) => {
  catalog();
  const { result } = await ada.publish({ report: { subject } });
  expect(result.digest).toBeNull();
  expect(result.warnings).toEqual([expect.stringContaining('not tied to the image')]);
  expect(published(entry)).toContain('not tied to the image');
  expect(published(entry)).not.toContain('digest:');
  expect(readFileSync(new URL(result.prUrl ?? ''), 'utf8')).toContain('**not tied to the image**');
});

test.each([
  [
    'core fails',
    { endings: { 'power-on': 'fail' as const }, stored: { core: 'fail' as const }, badge: 'fail' as const },
    'CORE_DOES_NOT_PASS',
  ],
  [
    'the report names another image',
    { subject: { kind: 'image' as const, image: 'ghcr.io/x/y:v1' } },
    'REPORT_OF_ANOTHER',
  ],
])('submits nothing where %s', async (_name, report, code) => {
  catalog();
  expect(await refusalOf(ada.publish({ report }))).toMatchObject({ code, exitCode: 1 });
  expect(git('branch', '--list')).toBe('* main\n');
});

test('a badge of partial is submitted as what it is', async () => {
  catalog();
  const report = {
    endings: { 'snapshot-create': 'fail' as const },
    stored: { snapshot: 'fail' as const },
    badge: 'partial' as const,
  };
  const { result } = await ada.publish({ report });
  expect(result).toMatchObject({ action: 'created', badge: 'partial' });
  expect(published(entry)).toContain('capabilities: [core, clone, image-prepare, advanced]');
});

test('a report that holds a token is not submitted', async () => {
  catalog();
  const token = 'ghp_hidden00000000000000000000000000000000';
  const endings = { 'health-serving': { verdict: 'warn' as const, reason: `called with ${token}` } };
  const refusal = await refusalOf(ada.publish({ report: { endings }, env: { GH_TOKEN: token } }));
  expect(refusal).toMatchObject({ code: 'TOKEN_IN_SUBMISSION', exitCode: 6 });
  expect(JSON.stringify(refusal)).not.toContain(token);
});

function person(answer: boolean): Interlocutor & { shown: string } {
  return {
    shown: '',
    ask: async () => '',
    confirm: async () => answer,
    show(text) {
      this.shown += text;
    },
  };
}

test.each([
  ['agrees', true, 'created'],
  ['declines', false, 'planned'],
] as const)('a person sees the plan once and %s', async (_what, answer, action) => {
  catalog();
  const interlocutor = person(answer);
  expect((await ada.publish({ interlocutor })).result.action).toBe(action);
  expect(interlocutor.shown).toContain(entry);
});

test('--yes asks nobody', async () => {
  catalog();
  const interlocutor = person(false);
  expect((await ada.publish({ interlocutor, yes: true })).result.action).toBe('created');
  expect(interlocutor.shown).toBe('');
});

const single = readFileSync(new URL('../fixtures/publish/single-file-catalog.yaml', import.meta.url), 'utf8');

test('a catalog of one file gets a minimal edit of it and the report beside', async () => {
  catalog({ 'providers/catalog.yaml': single });
  const first = await ada.publish();
  expect(first.result.action).toBe('created');
  const edited = published('providers/catalog.yaml');
  const added = edited.split('\n').filter((line) => !single.split('\n').includes(line));
  expect(added).toContain('  - name: your-provider');
  expect(added).toContain('      report_url: "providers/reports/your-provider.json"');
  const without = edited.slice(0, edited.indexOf(added[0] ?? '')) + edited.slice(edited.indexOf('\n# Behind the list'));
  expect(without.replace(/\n+/g, '\n')).toBe(single.replace(/\n+/g, '\n'));
  expect(JSON.parse(published('providers/reports/your-provider.json'))).toMatchObject({ badge: 'pass' });
  expect((await ada.publish({ report: { finishedAt: '2026-05-05T00:00:00Z' } })).result.action).toBe('noop');
  expect((await ada.publish({ flags: { tag: 'v1.1.0' } })).result.action).toBe('updated');
  expect(await refusalOf(ada.publish())).toMatchObject({ code: 'DOWNGRADE' });
});

const described = `providers:
  - name: your-provider
    displayName: "Fancy"
    description: "Described by hand"
    repo: https://github.com/yourorg/your-provider
    image: ghcr.io/yourorg/your-provider
    tag: v0.9.0
    capabilities: [core]
    maintainer: your-email@example.com
    license: Apache-2.0
    maturity: beta
    tags: [fancy, Not A Tag]
    documentation: https://docs.example.com/fancy
`;

test('what a catalog of one file says of the provider is kept by the six flags', async () => {
  catalog({ 'providers/catalog.yaml': described.replace(', Not A Tag', '') });
  await ada.publish();
  const edited = published('providers/catalog.yaml');
  for (const text of ['"Fancy"', '"Described by hand"', 'maturity: "beta"', '- fancy', 'docs.example.com/fancy'])
    expect(edited).toContain(text);
});

test('a mistake in one field of that entry loses no other', async () => {
  catalog({ 'providers/catalog.yaml': described });
  await ada.publish();
  expect(published('providers/catalog.yaml')).toContain('"Described by hand"');
  expect(published('providers/catalog.yaml')).not.toContain('Not A Tag');
});

test('a moved digest is refused in a catalog of one file too', async () => {
  catalog({ 'providers/catalog.yaml': single });
  await ada.publish();
  const subject = { kind: 'image' as const, image: 'ghcr.io/yourorg/your-provider:v1.0.0', digest: digests.second };
  expect(await refusalOf(ada.publish({ report: { subject } }))).toMatchObject({ code: 'MOVED_DIGEST', exitCode: 7 });
  expect((await ada.publish({ report: { subject }, allowMovedDigest: true })).result.action).toBe('updated');
});

test('directories win over a single file that was left beside them', async () => {
  catalog({ 'providers/catalog.yaml': single, 'providers/other/provider.yaml': 'name: other\n' });
  await ada.publish();
  expect(published(entry)).toContain('name: your-provider');
  expect(published('providers/catalog.yaml')).toBe(single);
});

test('a single file that cannot be edited safely is left alone', async () => {
  catalog({ 'providers/catalog.yaml': 'providers: {other: {tag: v1}}\n' });
  expect(await refusalOf(ada.publish())).toMatchObject({ code: 'CATALOG_FILE_NOT_EDITABLE', exitCode: 1 });
  expect(git('branch', '--list')).toBe('* main\n');
});
