import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packageRoot, toolVersion } from '../../src/foundation/package-info.js';
import type { DoctorResult } from '../../src/publish/doctor/doctor-types.js';
import { DoctorScene, startCatalogs } from '../publish/doctor/doctor-scene.js';
import { runCommand } from '../support/command-line.js';
import type { LoopbackGitHub } from '../support/github/start-github.js';

const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/doctor.schema.json'), 'utf8')) as object;
const isValid = new Ajv2020({ strict: false }).compile(schema);
const golden = (name: string) => join(packageRoot, 'test/golden/doctor', name);

let github: LoopbackGitHub;
let scene: DoctorScene;
beforeAll(async () => {
  github = await startCatalogs();
});
beforeEach(async () => {
  scene = await DoctorScene.start(github);
});
afterEach(() => scene.end());
afterAll(() => github.close());

const run = (args: string[], env: Record<string, string> = scene.env({})) =>
  runCommand(['doctor', ...args], { cwd: scene.work, env: { VRTG_CATALOG: scene.catalog, ...env } });

/** Without what differs from machine to machine. */
function stable(text: string): string {
  return text
    .replaceAll(github.origin.replace(/^http:\/\//, ''), 'github.test')
    .replaceAll(scene.registry.address, 'registry.test')
    .replaceAll(scene.folder, '/tmp/doctor')
    .replaceAll(process.version.slice(1), '20.19.0')
    .replaceAll(JSON.stringify(toolVersion), '"0.0.0"')
    .replace(/^(.{7} token for github\.test) +/m, '$1  ')
    .replace(/^(.{7} (?!token)\S.*?) {2,}(?=\S)/gm, '$1  ')
    .replace(/^ +> /gm, '        > ');
}

function resultOf(stdout: string): DoctorResult {
  const result = JSON.parse(stdout) as DoctorResult;
  expect(isValid(result), JSON.stringify(isValid.errors)).toBe(true);
  return result;
}

describe('a machine that has everything', () => {
  test('as JSON', async () => {
    const { stdout, stderr, exitCode } = await run(['--json']);
    expect(resultOf(stdout).ready).toBe(true);
    expect([stderr, exitCode]).toEqual(['', 0]);
    await expect(stable(`${stdout}\n`)).toMatchFileSnapshot(golden('ready.json'));
  });

  test('as text', async () => {
    const { stdout, exitCode } = await run(['--quiet']);
    expect(exitCode).toBe(0);
    await expect(stable(`${stdout}\n`)).toMatchFileSnapshot(golden('ready.txt'));
  });
});

describe('a machine that has nothing', () => {
  beforeEach(() => {
    for (const name of ['git', 'podman', 'go', 'helm'] as const) scene.removeProgram(name);
    scene.write('work/provider.yaml', 'name: your-provider\nimage: nowhere\n');
  });

  test('as JSON', async () => {
    const { stdout, exitCode } = await run(['--json'], scene.env());
    expect(resultOf(stdout).ready).toBe(false);
    expect(exitCode).toBe(6);
    await expect(stable(`${stdout}\n`)).toMatchFileSnapshot(golden('bare.json'));
  });

  test('as text', async () => {
    const { stdout, exitCode } = await run(['--quiet'], scene.env());
    expect(exitCode).toBe(6);
    await expect(stable(`${stdout}\n`)).toMatchFileSnapshot(golden('bare.txt'));
  });
});

test('this machine is valid too', async () => {
  const { PATH = '' } = process.env;
  const { stdout, stderr, exitCode } = await run(['--json', '--offline'], { ...scene.env({}), PATH });
  const node = resultOf(stdout).checks.find(({ id }) => id === 'node');
  expect([node?.facts?.['version'], stderr]).toEqual([process.version.slice(1), '']);
  // Whether it has a container engine is its own affair.
  expect([0, 4]).toContain(exitCode);
});

test.each([
  ['taken', {}],
  ['refused', { scopes: [] }],
])('a token that is %s is in no output', async (_name, token) => {
  const env = scene.env(token);
  const secret = env['GH_ENTERPRISE_TOKEN'] ?? '';
  const all = { ...env, GH_TOKEN: 'ghp_another_secret_token', NPM_TOKEN: 'npm_secret' };
  const outputs = await Promise.all([run([], all), run(['--json', '--verbose'], all)]);
  const text = outputs.map(({ stdout, stderr }) => stdout + stderr).join('\n');
  expect(text).toContain('GH_ENTERPRISE_TOKEN');
  for (const one of [secret, 'ghp_another_secret_token', 'npm_secret', Buffer.from(secret).toString('base64')]) {
    expect(text).not.toContain(one);
  }
});

test('no program that is asked gets a token', async () => {
  for (const name of ['git', 'podman', 'go', 'helm', 'gh'])
    scene.program(name, `/usr/bin/env >> "${scene.folder}/seen"; exit 1`);
  await run([], { ...scene.env(), GH_TOKEN: 'ghp_another_secret_token', GITHUB_TOKEN: 'ghp_second' });
  const seen = readFileSync(join(scene.folder, 'seen'), 'utf8');
  expect(seen).toContain('PATH=');
  expect(seen).not.toMatch(/GH_TOKEN|GITHUB_TOKEN/);
});

test('what hangs does not keep the command', async () => {
  for (const name of ['git', 'go', 'helm', 'podman', 'docker', 'nerdctl', 'gh']) {
    scene.program(name, '/bin/sleep 60 & /bin/sleep 60');
  }
  const started = Date.now();
  const { exitCode } = await run(['--timeout', '1s', '--json'], scene.env());
  expect(exitCode).toBe(6);
  expect(Date.now() - started).toBeLessThan(15_000);
}, 30_000);

test.each([
  ['a catalog', ['--catalog', 'not a catalog'], 'BAD_CATALOG'],
  ['an image', ['--image', 'Not/An Image'], 'BAD_IMAGE'],
  ['a duration', ['--timeout', 'soon'], 'BAD_DURATION'],
])('%s that is none is wrong usage', async (_name, args, code) => {
  const { exitCode, stdout } = await run([...args, '--json']);
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
});
