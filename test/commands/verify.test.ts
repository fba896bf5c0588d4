import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test, vi } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import type { StageName, VerifyResult } from '../../src/scaffold/verify/verify-types.js';
import { mock, npmProject, projectFolder, providerYaml } from '../scaffold/verify/project-fixture.js';
import { runCommand, startCommand } from '../support/command-line.js';

// A busy machine takes several times as long as a quiet one.
vi.setConfig({ testTimeout: 180_000 });

const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/verify-result.schema.json'), 'utf8')) as object;
const validResult = new Ajv2020({ strict: false }).compile(schema);
const quick = ['--settle-time', '50ms', '--profile', 'core'];
const empty = `node ${join(packageRoot, 'test/fixtures/verify/empty-provider.mjs')}`;
const fine = { build: 'node -e 0', test: 'node -e 0' };

async function verify(files: Record<string, string>, args: string[] = [], env: Record<string, string> = {}) {
  const cwd = projectFolder(files);
  const { exitCode, stdout, stderr } = await runCommand(['verify', '--json', ...quick, ...args], { cwd, env });
  const result = JSON.parse(stdout) as VerifyResult;
  expect(validResult(result), JSON.stringify(validResult.errors)).toBe(true);
  expect(stderr).toBe('');
  const stage = (name: StageName) => result.stages.find((one) => one.name === name);
  const statuses = result.stages.map(({ status }) => status).join(' ');
  return { exitCode, result, stage, statuses, cwd };
}

test('verifies a project whose every stage passes, and writes the report where it was asked for', async () => {
  const files = { 'provider.yaml': providerYaml(mock), ...npmProject(fine) };
  const { exitCode, result, statuses, cwd } = await verify(files, ['--report', 'out/report.json']);
  expect(statuses).toBe('passed skipped passed passed passed passed');
  expect(exitCode).toBe(0);
  expect(result).toMatchObject({
    verdict: 'pass',
    directory: '.',
    provider: { name: 'tiny', version: '2.3.4' },
    conformance: { badge: 'pass', profiles: { core: 'pass' } },
  });
  const report = JSON.parse(readFileSync(join(cwd, 'out/report.json'), 'utf8')) as object;
  expect(report).toMatchObject({ subject: { kind: 'command', name: 'tiny', version: '2.3.4' } });
});

const yaml = (exec: string | undefined = mock) => ({ 'provider.yaml': providerYaml(exec) });
const saying = (text: string) => `node -e "console.log('${text}'); process.exit(3)"`;

test.each<
  [string, Record<string, string>, string[], { code: number; stage: StageName; statuses: string; says: RegExp }]
>([
  [
    'a build that fails',
    { ...yaml(), ...npmProject({ ...fine, build: saying('src/a.ts is wrong') }) },
    [],
    { code: 1, stage: 'build', statuses: 'passed skipped failed not-run not-run not-run', says: /src\/a\.ts is wrong/ },
  ],
  [
    'a test that fails',
    { ...yaml(), ...npmProject({ ...fine, test: saying('1 is not 2') }) },
    [],
    { code: 1, stage: 'test', statuses: 'passed skipped passed failed not-run not-run', says: /1 is not 2/ },
  ],
  [
    'a provider that ends at once',
    { ...yaml("node -e 'console.error(`no credentials`); process.exit(7)'"), ...npmProject(fine) },
    [],
    { code: 4, stage: 'start', statuses: 'passed skipped passed passed failed not-run', says: /no credentials/ },
  ],
  [
    'a program that is not there',
    { ...yaml('./bin/nothing'), ...npmProject(fine) },
    [],
    { code: 4, stage: 'start', statuses: 'passed skipped passed passed failed not-run', says: /no such program/ },
  ],
  [
    'a provider that can do nothing',
    { ...yaml(empty), ...npmProject({ build: fine.build, test: saying('not asked') }) },
    ['--skip-tests'],
    {
      code: 1,
      stage: 'conformance',
      statuses: 'passed skipped passed skipped passed failed',
      says: /2 tests fail: core.*fail capabilities-readable/,
    },
  ],
  [
    'metadata that are wrong',
    { 'provider.yaml': providerYaml(mock).replace('alpha', 'alfa'), ...npmProject(fine) },
    [],
    {
      code: 1,
      stage: 'metadata',
      statuses: 'failed not-run not-run not-run not-run not-run',
      says: /provider\.yaml:11:11: .*alfa/,
    },
  ],
  [
    'metadata that do not say how it starts',
    { 'provider.yaml': providerYaml(undefined) },
    [],
    {
      code: 1,
      stage: 'metadata',
      statuses: 'failed not-run not-run not-run not-run not-run',
      says: /Add run: with exec/,
    },
  ],
  [
    'a build that takes too long',
    { ...yaml(), ...npmProject({ ...fine, build: 'node -e "setTimeout(() => {}, 60000)"' }) },
    ['--timeout', '2s'],
    {
      code: 1,
      stage: 'build',
      statuses: 'passed skipped failed not-run not-run not-run',
      says: /--timeout \(2\.0s\) is over/,
    },
  ],
])('stops at %s and explains it', async (_what, files, args, expected) => {
  const { exitCode, result, stage, statuses } = await verify(files, args);
  expect(statuses).toBe(expected.statuses);
  expect(JSON.stringify(stage(expected.stage))).toMatch(expected.says);
  expect(stage(expected.stage)?.hint ?? 'no hint').not.toBe('no hint');
  expect(exitCode).toBe(expected.code);
  expect(result.verdict).toBe('fail');
});

test('a tool that is not on this machine is named, with exit code 4', async () => {
  const env = { PATH: dirname(process.execPath) };
  const bare = join(projectFolder({ 'no-tools/.keep': '' }), 'no-tools');
  const { exitCode, stage } = await verify({ ...yaml(), Makefile: 'build:\n\ttrue\n' }, [], { ...env, PATH: bare });
  expect(stage('build')).toMatchObject({ status: 'failed', reason: 'make is not installed' });
  expect(exitCode).toBe(4);
});

test('a project in any language needs nothing but run in provider.yaml', async () => {
  const { statuses } = await verify(yaml(empty));
  expect(statuses).toBe('passed skipped skipped skipped passed failed');
});

test('a project in another folder is named by its path, and explained for people', async () => {
  const cwd = projectFolder(
    Object.fromEntries(
      Object.entries({ ...yaml(), ...npmProject({ ...fine, build: saying('broken') }) }).map(([path, text]) => [
        `acme/${path}`,
        text,
      ]),
    ),
  );
  const { exitCode, stdout, stderr } = await runCommand(['verify', 'acme', ...quick], { cwd });
  expect(exitCode).toBe(1);
  expect(stdout.replace(/ +\d+(\.\d+)?m?s$/gm, '')).toBe(`metadata     passed
install      skipped    (nothing has to be installed)
build        failed     npm run build
test         not-run
start        not-run
conformance  not-run

build (npm run build): it ended with exit code 3
  broken
Run \`npm run build\` in the project to see all of its output.

tiny 2.3.4: not verified`);
  expect(stderr).toMatch(/✖ failed +build: npm run build/);
});

test.each([
  ['a folder without provider.yaml', ['.'], 'NO_PROVIDER_PROJECT'],
  ['an empty name', [''], 'NO_PROVIDER_PROJECT'],
  ['an unknown profile', ['.', '--profile', 'cor'], 'UNKNOWN_PROFILE'],
  ['a report of an unknown format', ['.', '--report', 'x.pdf'], 'UNKNOWN_REPORT_FORMAT'],
  ['a duration that is none', ['.', '--timeout', 'soon'], 'BAD_DURATION'],
])('refuses %s before anything is run', async (_what, args, code) => {
  const { exitCode, stdout } = await runCommand(['verify', '--json', ...args], { cwd: projectFolder({}) });
  expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
  expect(exitCode).toBe(2);
});

/** Whether a process of that id runs; a zombie, which waits for its new parent to look at it, does not. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(existsSync('/proc/self/stat') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '');
  } catch {
    return false;
  }
}

const noting = (name: string) =>
  `require('fs').writeFileSync('${name}', String(process.pid)); setTimeout(() => {}, 60000)`;

test('Ctrl-C during the conformance tests claims nothing of the provider', async () => {
  const cwd = projectFolder({ ...yaml(mock), ...npmProject({}) });
  const running = startCommand(['verify', '--settle-time', '5s'], { cwd });
  let told = '';
  for await (const bytes of running.stderr ?? []) {
    told += String(bytes);
    if (/ validate-ok /.test(told)) break;
  }
  running.kill('SIGINT');
  const { exitCode, stdout } = await running;
  expect(exitCode).toBe(130);
  expect(stdout).toContain('the run ended early: interrupted');
  expect(stdout).toMatch(/tiny 2\.3\.4: not verified$/);
});

test.each([
  ['a build', { ...yaml(), ...npmProject({ build: `node -e "${noting('pid')}"` }) }],
  [
    'a build that ignores it',
    { ...yaml(), ...npmProject({ build: `node -e "process.on('SIGTERM', () => {}); ${noting('pid')}"` }) },
  ],
  ['a start', { ...yaml(`node -e "${noting('pid')}"`) }],
])('Ctrl-C during %s leaves nothing running', async (_what, files) => {
  const cwd = projectFolder(files);
  const running = startCommand(['verify', ...quick], { cwd });
  const noted = join(cwd, 'pid');
  while (!existsSync(noted) || readFileSync(noted, 'utf8') === '') await sleep(20);
  const pid = Number(readFileSync(noted, 'utf8'));
  expect(runs(pid)).toBe(true);
  running.kill('SIGINT');
  const { exitCode } = await running;
  expect(exitCode).toBe(130);
  // It was killed before the command ended; the system may take a moment to do it.
  await expect.poll(() => runs(pid), { timeout: 5_000 }).toBe(false);
});
