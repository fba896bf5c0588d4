import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { simpleGit } from 'simple-git';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { packageRoot } from '../../src/foundation/package-info.js';
import type { PublishResult } from '../../src/publish/publish-result.js';
import { planProject } from '../../src/scaffold/plan-project.js';
import { Scene } from '../publish/github/github-fixture.js';
import { runCommand } from '../support/command-line.js';
import { describeWithEngine } from '../support/container/with-engine.js';
import { factsOf } from './facts.js';
import { pushProject } from './support/project-image.js';

const facts = { ...factsOf('typescript', ['core', 'snapshot', 'image-prepare']), name: 'harbour-lab' };
const folder = mkdtempSync(join(tmpdir(), 'typescript project '));
const project = join(folder, 'harbour-lab');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As a shell of the author's runs it; the tool's path has to be quoted there, as any path. */
const env = { VCTS: `"${process.execPath}" "${join(packageRoot, 'bin/vcts.js')}"` };
const npm = (...args: string[]) => execa('npm', args, { cwd: project, env, reject: false, all: true, stdin: 'ignore' });

for (const { path, text } of await planProject(facts)) {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}
const installed = await npm('install', '--prefer-offline', '--no-audit', '--no-fund');

/** Why nothing can be installed here, as far as that is not our mistake. */
function noRegistry(): string | undefined {
  if (installed.exitCode === 0) return undefined;
  const [code] =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/.exec(installed.all) ?? [];
  return code && `npm reaches no registry (${code})`;
}

const without = noRegistry();
// A busy machine takes several times as long as a quiet one.
vi.setConfig({ testTimeout: 300_000 });

describe.skipIf(without)(`a TypeScript project, untouched${without ? `: not tested, ${without}` : ''}`, () => {
  test('installs', () => {
    expect(installed.exitCode, installed.all).toBe(0);
  });

  test('has no lint', async () => {
    const { exitCode, all } = await npm('run', 'lint');
    expect(exitCode, all).toBe(0);
  });

  test('passes its own tests', async () => {
    const { exitCode, all } = await npm('test');
    expect(exitCode, all).toBe(0);
    expect(Number(/^ℹ pass (\d+)$/m.exec(all)?.[1])).toBeGreaterThan(50);
  });

  test('has the generated code that its command generates', async () => {
    const file = join(project, 'src/contract/generated/provider/v1/provider_pb.ts');
    const before = readFileSync(file, 'utf8');
    rmSync(file);
    const { exitCode, all } = await npm('run', 'generate');
    expect(exitCode, all).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('has metadata that are valid', async () => {
    const { exitCode, stdout } = await runCommand(['validate'], { cwd: project });
    expect([exitCode, stdout]).toEqual([0, '']);
  });

  test('passes VCTS with the profiles asked for, and declares nothing else', async () => {
    const { exitCode, all } = await npm(
      'run',
      'conformance',
      '--',
      '--settle-time',
      '100ms',
      '--report',
      'conformance.json',
    );
    expect(exitCode, all).toBe(0);
    const report = JSON.parse(readFileSync(join(project, 'conformance.json'), 'utf8')) as ConformanceReport;
    const verdicts = Object.entries(report.profiles).map(([name, { verdict }]) => [name, verdict]);
    expect(Object.fromEntries(verdicts)).toEqual({
      core: 'pass',
      snapshot: 'pass',
      clone: 'skip',
      'image-prepare': 'pass',
      advanced: 'skip',
    });
    const found = report.tests.filter(({ verdict }) => !['pass', 'not-applicable'].includes(verdict));
    expect(found).toEqual([]);
  });

  test('is published with nothing but a tag', async () => {
    const catalog = join(folder, 'catalog');
    await simpleGit().raw('init', '--initial-branch=main', catalog);
    const someone = ['-c', 'user.name=Someone', '-c', 'user.email=someone@example.com'];
    await simpleGit(catalog).raw(...someone, 'commit', '--allow-empty', '--message', 'Start');
    const args = ['publish', '--tag', 'v0.1.0', '--catalog', catalog, '--report', 'conformance.json', '--json'];
    const { exitCode, stdout } = await runCommand(args, { cwd: project });
    expect(exitCode, stdout).toBe(0);
    const { action, branch } = JSON.parse(stdout) as PublishResult;
    expect([action, branch]).toEqual(['created', 'vrtg-provider--harbour-lab']);
    const entry = await simpleGit(catalog).show(`${branch}:providers/harbour-lab/provider.yaml`);
    expect(entry).toMatch(/^tag: "?v0\.1\.0"?$/m);
    expect(existsSync(join(project, 'page.md'))).toBe(true);
  });
});

function publishedTest(images: () => { registry: { address: string } }): void {
  test('is measured as an image and published to GitHub with nothing but a tag and a token', async () => {
    const built = await npm('run', 'build');
    expect(built.exitCode, built.all).toBe(0);
    const repository = `${images().registry.address}/harbour-lab`;
    const { digest } = await pushProject(project, { repository, tag: 'v0.1.0' });
    const metadata = join(project, 'provider.yaml');
    // What the author said to scaffold with --image; this image is for one platform.
    const own = readFileSync(metadata, 'utf8')
      .replaceAll(facts.image, repository)
      .replace(/, linux\/arm64/, '');
    writeFileSync(metadata, own);
    const scene = await Scene.start();
    try {
      const GH_ENTERPRISE_TOKEN = scene.github.addToken({ user: 'ada' });
      const args = ['publish', '--tag', 'v0.1.0', '--catalog', `${scene.github.origin}/acme/catalog`, '--json'];
      const { exitCode, stdout } = await runCommand(args, { cwd: project, env: { GH_ENTERPRISE_TOKEN } });
      expect(exitCode, stdout).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ action: 'created', digest, badge: 'pass' });
      expect(scene.pulls.map(({ head }) => head.branch)).toEqual(['vrtg-provider--harbour-lab']);
    } finally {
      await scene.end();
    }
  });
}

if (without)
  describe.skip(`an image of the project: not tested, ${without}`, () =>
    publishedTest(() => ({ registry: { address: '' } })));
else describeWithEngine('an image of the project', publishedTest);

interface Step {
  method: string;
  tests: string[];
}

/** The first table of the README that has methods: a method a step, and what turns green with it. */
function readmeSteps(): Step[] {
  const text = readFileSync(join(project, 'README.md'), 'utf8');
  return [...text.matchAll(/^\| \d+ \| `(\w+)` \| [^|]+ \| (.+) \|$/gm)].map(([, method = '', cell = '']) => ({
    method,
    tests: [...cell.matchAll(/`([\w-]+)`/g)].map(([, id = '']) => id),
  }));
}

/** An own hypervisor of which the methods that WRITTEN names are written, in memory. */
const growing = `import type { Hypervisor } from './hypervisor.js';
import { HypervisorError } from './hypervisor-error.js';
import { InMemoryHypervisor } from './in-memory/in-memory-hypervisor.js';

const written = (process.env['WRITTEN'] ?? '').split(',');
const names = ['check', 'listVms', 'createVm', 'findVm', 'deleteVm', 'setPower', 'reconfigureVm'] as const;

function grown(): Hypervisor {
  const memory = new InMemoryHypervisor() as unknown as Record<string, (...args: unknown[]) => unknown>;
  const method = (name: string) => async (...args: unknown[]) => {
    if (!written.includes(name)) throw new HypervisorError('unsupported', name + ' is not written yet');
    return memory[name]?.call(memory, ...args);
  };
  return Object.fromEntries(names.map((name) => [name, method(name)])) as unknown as Hypervisor;
}

export const OwnHypervisor = function own() {
  return grown();
} as unknown as new () => Hypervisor;
`;

describe.skipIf(without)(`the README's steps${without ? `: not tested, ${without}` : ''}`, () => {
  test('turn the tests green that it names, one step after another', async () => {
    writeFileSync(join(project, 'src/hypervisor/own-hypervisor.ts'), growing);
    const built = await npm('run', 'build');
    expect(built.exitCode, built.all).toBe(0);
    const steps = readmeSteps();
    expect(steps.map(({ method }) => method)).toHaveLength(7);
    const ids = steps.flatMap(({ tests }) => tests);
    const flags = [
      '--json',
      '--profile',
      'core',
      '--settle-time',
      '20ms',
      '--task-timeout',
      '5s',
      '--focus',
      `^(${ids.join('|')})$`,
    ];
    // Before the first step it is never ready, and VCTS would wait for it.
    for (let count = 1; count <= steps.length; count += 1) {
      const WRITTEN = steps
        .slice(0, count)
        .map(({ method }) => method)
        .join(',');
      const { stdout } = await runCommand(['run', '.', ...flags], {
        cwd: project,
        bin: 'vcts',
        env: { HYPERVISOR: 'own', WRITTEN },
      });
      const { tests } = JSON.parse(stdout) as ConformanceReport;
      const green = tests.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
      const next = steps[count]?.tests ?? [];
      const due = steps[count - 1]?.tests ?? [];
      expect(
        due.filter((id) => !green.includes(id)),
        `not green with ${WRITTEN}`,
      ).toEqual([]);
      expect(
        next.filter((id) => green.includes(id)),
        `green already with ${WRITTEN}`,
      ).toEqual([]);
      if (count === steps.length) expect(ids.filter((id) => !green.includes(id))).toEqual([]);
    }
  });
});
