import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { expect, onTestFinished, test } from 'vitest';
import { type InitOptions, initCatalog } from '../../src/catalog/init/init-catalog.js';
import { toolVersion } from '../../src/foundation/package-info.js';
import { testContext } from './test-context.js';

const files = ['catalog-pull-request.yml', 'catalog-render.yml', 'catalog-retest.yml'];

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, { permissions?: Record<string, string>; steps: Step[]; if?: string }>;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'vrtg-init-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

const init = (root: string, options: Partial<InitOptions> = {}) =>
  initCatalog({ root, branch: undefined, dryRun: false, force: false, ...options }, testContext());

async function workflows(): Promise<[name: string, workflow: Workflow, text: string][]> {
  const root = folder();
  await init(root);
  return files.map((name) => {
    const text = readFileSync(join(root, '.github/workflows', name), 'utf8');
    return [name, load(text) as Workflow, text];
  });
}

const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);

test('writes the three workflows, and nothing the second time', async () => {
  const root = folder();
  const written = files.map((name) => `.github/workflows/${name}`);
  expect(await init(root)).toEqual({ root, branch: 'main', dryRun: false, written, unchanged: [] });
  expect(await init(root)).toMatchObject({ written: [], unchanged: written });
  expect(readdirSync(join(root, '.github/workflows'))).toEqual(files);
});

test('a dry run writes nothing', async () => {
  const root = folder();
  expect((await init(root, { dryRun: true })).written).toHaveLength(3);
  expect(readdirSync(root)).toEqual([]);
});

test('nothing that says something else is overwritten without being asked for, and then nothing is written', async () => {
  const root = folder();
  const own = join(root, '.github/workflows/catalog-render.yml');
  mkdirSync(join(root, '.github/workflows'), { recursive: true });
  writeFileSync(own, 'on: push\n');
  await expect(init(root)).rejects.toMatchObject({ code: 'WORKFLOW_EXISTS', exitCode: 7 });
  expect(readFileSync(own, 'utf8')).toBe('on: push\n');
  expect(readdirSync(join(root, '.github/workflows'))).toEqual(['catalog-render.yml']);
  await init(root, { force: true });
  expect(readFileSync(own, 'utf8')).toContain('catalog render');
});

test('a catalog in a folder of a repository', async () => {
  const top = folder();
  const root = join(top, 'docs', 'catalog');
  mkdirSync(root, { recursive: true });
  execFileSync('git', ['-C', top, 'init', '--quiet', '--initial-branch', 'trunk']);
  const { written, branch } = await init(root);
  expect({ written: written.length, branch }).toEqual({ written: 3, branch: 'trunk' });
  const text = readFileSync(join(top, '.github/workflows/catalog-render.yml'), 'utf8');
  expect(text).toContain('catalog render --root docs/catalog\n');
  expect(text).toContain('branches: [trunk]');
});

test.each(['main"; rm -rf ~', 'a b', '{{ secrets.X }}', '-x', ''])('the branch %j is refused', async (branch) => {
  await expect(init(folder(), { branch })).rejects.toMatchObject({ code: 'BAD_NAME', exitCode: 2 });
});

test('no placeholder is left, and the installed version is this one', async () => {
  for (const [, workflow, text] of await workflows()) {
    expect(text).not.toMatch(/__[A-Z]+__/);
    const installs = stepsOf(workflow).filter(({ run }) => run?.startsWith('npm install'));
    expect(installs.length).toBeGreaterThan(0);
    for (const { run } of installs)
      expect(run).toBe(`npm install --global --ignore-scripts vrtg-provider@${toolVersion}`);
  }
});

test('a stranger gets no secrets, and no token that writes', async () => {
  for (const [name, { on, permissions, jobs }, text] of await workflows()) {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(Object.keys(on)).not.toContain('workflow_run');
    expect(text).not.toMatch(/\bsecrets\./);
    expect(permissions).toEqual({ contents: 'read' });
    const writing = Object.values(jobs).filter((job) => job.permissions);
    expect(writing.map((job) => job.permissions)).toEqual(name === 'catalog-render.yml' ? [{ contents: 'write' }] : []);
    // A job that may write runs what was merged only.
    if (writing.length > 0) expect(Object.keys(on)).toEqual(['push', 'workflow_dispatch']);
  }
});

test('nothing that a stranger writes is put into a script', async () => {
  for (const [, workflow] of await workflows()) {
    for (const { run } of stepsOf(workflow)) expect(run ?? '').not.toContain('${{');
  }
});

test('only actions of GitHub itself are used, by major version, and the token stays out of the checkout', async () => {
  for (const [name, workflow] of await workflows()) {
    for (const { uses, with: given } of stepsOf(workflow)) {
      if (uses === undefined) continue;
      expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
      if (uses.startsWith('actions/checkout') && name !== 'catalog-render.yml')
        expect(given?.['persist-credentials']).toBe(false);
    }
  }
});

test('what they run are commands that exist, with flags that they take', async () => {
  const root = folder();
  mkdirSync(join(root, 'providers'));
  const scripts = (await workflows()).flatMap(([, workflow]) => stepsOf(workflow).flatMap(({ run }) => run ?? []));
  const commands = scripts.join('\n').match(/vrtg-provider catalog [^\n)]+/g) ?? [];
  expect(commands.map((command) => /catalog (\w+)/.exec(command)?.[1])).toEqual([
    'check',
    'review',
    'review',
    'render',
    'review',
    'review',
  ]);
  const { Config } = await import('@oclif/core');
  const config = await Config.load(join(import.meta.dirname, '..', '..'));
  for (const command of commands) {
    const [, id, rest = ''] = /catalog (\w+)(.*)/.exec(command) ?? [];
    const known = Object.keys(config.findCommand(`catalog:${id}`, { must: true }).flags);
    for (const [, flag = ''] of rest.matchAll(/--([a-z-]+)/g)) expect(known).toContain(flag);
  }
});
