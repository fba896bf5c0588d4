import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PublishResult } from '../../src/publish/publish-result.js';
import { reportFixture } from '../catalog/report-fixture.js';
import { Scene } from '../publish/github/github-fixture.js';
import { digests, exampleFlags, installedSuite } from '../publish/publish-fixture.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'bin/vrtg-provider.js');
const schema = JSON.parse(readFileSync(join(root, 'schemas/publish-result.schema.json'), 'utf8')) as object;
const validResult = new Ajv2020({ strict: false }).compile(schema);

let folder: string;
let scene: Scene | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'publish-command-'));
  for (const name of ['work', 'home', 'tmp', 'bin']) mkdirSync(join(folder, name));
  const image = `${exampleFlags.image}:${exampleFlags.tag}`;
  const report = reportFixture({ subject: { kind: 'image', image, digest: digests.first }, ...installedSuite });
  writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await scene?.end();
  scene = undefined;
});

const flags = Object.entries(exampleFlags).flatMap(([name, value]) => [`--${name}`, value]);

function run(args: string[], env: Record<string, string> = {}) {
  return execa(process.execPath, [bin, 'publish', ...args], {
    cwd: join(folder, 'work'),
    env: { PATH: process.env['PATH'], HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp'), ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

function localCatalog(): string {
  const path = join(folder, 'catalog');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Someone', '-c', 'user.email=someone@example.com', ...args], {
      stdio: 'ignore',
    });
  git('init', '--initial-branch=main', path);
  git('-C', path, 'commit', '--allow-empty', '--message', 'Start');
  return path;
}

const fromReport = () => ['--report', join(folder, 'report.json')];

function resultOf(stdout: string): PublishResult {
  const result = JSON.parse(stdout) as PublishResult;
  expect(validResult(result), JSON.stringify(validResult.errors)).toBe(true);
  return result;
}

test('creates, repeats and plans, as JSON of the published schema', async () => {
  const args = [...flags, '--catalog', localCatalog(), ...fromReport(), '--json'];
  const planned = await run([...args, '--dry-run']);
  const created = await run(args);
  const repeated = await run(args);
  expect([planned, created, repeated].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  expect([planned, created, repeated].map(({ stdout }) => resultOf(stdout).action)).toEqual([
    'planned',
    'created',
    'noop',
  ]);
  expect(created.stderr).toBe('');
});

test('measures the bundled mock itself', async () => {
  const exec = `node ${bin} serve mock --port $PORT --health-port $HEALTH_PORT`;
  const { exitCode, stdout } = await run([
    ...flags,
    '--catalog',
    localCatalog(),
    '--exec',
    exec,
    '--profile',
    'core',
    '--json',
  ]);
  expect(exitCode).toBe(0);
  expect(resultOf(stdout)).toMatchObject({ action: 'created', badge: 'pass', digest: null });
});

test('takes the catalog from the environment', async () => {
  const { stdout } = await run([...flags, ...fromReport(), '--dry-run'], { VRTG_CATALOG: localCatalog() });
  expect(stdout).toContain(`Provider your-provider v1.0.0 for ${join(folder, 'catalog')}`);
});

test.each([
  ['missing fields', ['--name', 'your-provider'], 2, 'MISSING_FIELDS'],
  ['an unknown flag', ['--nam', 'x'], 2, 'USAGE'],
  ['two kinds of evidence', [...flags, '--exec', 'a', '--report', 'b'], 2, 'TWO_KINDS_OF_EVIDENCE'],
  ['an unknown profile', [...flags, '--profile', 'cor'], 2, 'UNKNOWN_PROFILE'],
  ['an invalid licence', [...flags.slice(0, -1), 'Apache2'], 1, 'INVALID_METADATA'],
  ['a provider that does not start', [...flags, '--exec', 'false', '--catalog', '.'], 4, 'PROVIDER_UNREACHABLE'],
  ['a migration that is no address', [...flags, '--migration', 'notes.md'], 2, 'BAD_MIGRATION'],
  ['no token', [...flags, '--report', '../report.json', '--catalog', 'http://127.0.0.1:9/acme/catalog'], 6, 'NO_TOKEN'],
])('refuses %s', async (_what, args, exitCode, code) => {
  const refused = await run([...args, '--json']);
  expect(refused.exitCode).toBe(exitCode);
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code } });
  expect(refused.stderr).toBe('');
});

test('case 30: lists every missing field on stderr and asks nobody without a terminal', async () => {
  const { exitCode, stdout, stderr } = await run([]);
  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  for (const name of Object.keys(exampleFlags)) expect(stderr).toContain(`--${name}`);
});

test('case 30: what is missing and what is invalid are listed at once', async () => {
  const { exitCode, stderr } = await run(['--name', 'Your Provider', '--license', 'Apache2']);
  expect(exitCode).toBe(2);
  for (const name of ['image', 'tag', 'repo', 'maintainer']) expect(stderr).toContain(`--${name}`);
  expect(stderr).toContain('Your Provider');
  expect(stderr).toContain('Apache2');
  expect(stderr).not.toContain('example.com');
});

test('--dry-run shows the text of the pull request, the diff and the steps', async () => {
  const { stdout, exitCode } = await run([...flags, ...fromReport(), '--catalog', localCatalog(), '--dry-run']);
  expect(exitCode).toBe(0);
  for (const part of ['Pull request: Provider your-provider v1.0.0', '### Catalog requirements', '+name:', 'Steps:'])
    expect(stdout).toContain(part);
});

test('--output overwrites nothing silently', async () => {
  const args = [...flags, ...fromReport(), '--catalog', localCatalog(), '--output', 'review'];
  expect((await run(args)).exitCode).toBe(0);
  expect((await run(args)).exitCode).toBe(0);
  const file = join(folder, 'work', 'review', 'providers', 'your-provider', 'provider.yaml');
  writeFileSync(file, 'mine: true\n');
  const refused = await run([...args, '--json']);
  expect(refused.exitCode).toBe(2);
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'OUTPUT_EXISTS' } });
  expect(refused.stdout).toContain('review/providers/your-provider/provider.yaml');
  expect(readFileSync(file, 'utf8')).toBe('mine: true\n');
  expect((await run([...args, '--force'])).exitCode).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('name: your-provider');
});

/** Programs in front of the real ones, which note how they were called. */
function spies(): Record<string, string> {
  const log = join(folder, 'calls');
  for (const name of ['git', 'gh']) {
    const real = name === 'git' ? execFileSync('which', ['git'], { encoding: 'utf8' }).trim() : 'false';
    const text = `#!/bin/sh\n{ echo "${name} $@"; /usr/bin/env; } >> ${log}\nexec ${real} "$@"\n`;
    writeFileSync(join(folder, 'bin', name), text);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  const provider = `#!/bin/sh\n{ echo "provider $@"; /usr/bin/env; } >> ${log}\nexec ${process.execPath} ${bin} serve mock --port $PORT --health-port $HEALTH_PORT\n`;
  writeFileSync(join(folder, 'bin', 'provider'), provider);
  chmodSync(join(folder, 'bin', 'provider'), 0o755);
  return { PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}` };
}

/** Every file that the run could have written, with its bytes. */
function allText(path: string): string {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

test('the token is in no argv, environment of a child, stream or file', async () => {
  scene = await Scene.start();
  const token = scene.github.addToken({ user: 'ada' });
  const others = {
    GH_TOKEN: 'ghp_other0000000000000000000000000000000',
    GITHUB_TOKEN: 'ghp_third0000000000000000000000000000000',
  };
  const env = { ...spies(), ...others, GH_ENTERPRISE_TOKEN: token, GITHUB_ENTERPRISE_TOKEN: token };
  const exec = ['--exec', 'provider', '--profile', 'core'];
  const gitHub = ['--catalog', `${scene.github.origin}/acme/catalog`];
  const runs = await Promise.all([
    run([...flags, ...gitHub, ...exec, '--verbose'], env),
    run([...flags, ...gitHub, ...exec, '--output', '../output', '--json'], env),
    run([...flags, '--catalog', localCatalog(), ...exec, '--verbose'], env),
  ]);
  expect(runs.map(({ exitCode, stderr }) => [exitCode, exitCode === 0 ? '' : stderr])).toEqual(runs.map(() => [0, '']));
  expect(scene.pulls).toHaveLength(1);
  const seen = [...runs.map(({ stdout, stderr }) => stdout + stderr), allText(folder), scene.pulls[0]?.body ?? ''].join(
    '\n',
  );
  expect(seen).toContain('provider ');
  for (const secret of [token, ...Object.values(others)]) expect(seen).not.toContain(secret);
  // Three real runs of the suite, each of which waits for its settle time.
}, 240_000);

test('case 29: a refused token, a failing push and a redirect print no token', async () => {
  scene = await Scene.start({ adaMayPush: true });
  const token = scene.github.addToken({ user: 'ada' });
  const args = [...flags, '--catalog', `${scene.github.origin}/acme/catalog`, ...fromReport(), '--verbose'];
  const faults = [
    {
      when: { path: /^\/graphql$/ },
      fault: { kind: 'answer' as const, status: 401, body: { message: `Bad credentials ${token}` } },
    },
    {
      when: { method: 'POST', path: /git\/refs$/ },
      fault: { kind: 'answer' as const, status: 403, body: { message: `not for ${token}` } },
    },
    { when: { path: /^\/graphql$/ }, fault: { kind: 'redirect' as const, to: 'http://127.0.0.1:9' } },
  ];
  const runs = [];
  for (const fault of faults) {
    const injected = scene.github.inject(fault);
    runs.push(await run(args, { GH_ENTERPRISE_TOKEN: token }));
    expect(injected.met).toBeGreaterThan(0);
    injected.remove();
  }
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([6, 6, 8]);
  for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain(token);
  scene.github.clearViolations();
});

test('no token is sent where certificates are not checked', async () => {
  const args = [...flags, ...fromReport(), '--catalog', 'https://127.0.0.1:9/acme/catalog', '--json'];
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', GH_ENTERPRISE_TOKEN: 'ghp_hidden00000000000000000000000000000000' };
  const { exitCode, stdout, stderr } = await run(args, env);
  expect(exitCode).toBe(6);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'TLS_NOT_VERIFIED' } });
  expect(stdout + stderr).not.toContain('ghp_hidden');
});
