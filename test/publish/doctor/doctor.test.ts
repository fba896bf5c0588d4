import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CheckId } from '../../../src/publish/doctor/doctor-types.js';
import { basicAuth } from '../../provider/registry/registry-scene.js';
import type { LoopbackGitHub } from '../../support/github/start-github.js';
import { DoctorScene, startCatalogs } from './doctor-scene.js';

let github: LoopbackGitHub;
let scene: DoctorScene;
const begin = async () => {
  scene = await DoctorScene.start(github);
};

beforeAll(async () => {
  github = await startCatalogs();
});
afterEach(() => scene.end());
afterAll(async () => {
  const { violations } = github;
  await github.close();
  expect(violations).toEqual([]);
});

describe('the image', () => {
  beforeEach(() => begin());
  const image = (name: string) => `${scene.registry.address}/team/${name}`;

  test('of provider.yaml is looked for', async () => {
    const seen = await scene.look();
    expect(seen.check('image')).toMatchObject({
      status: 'ok',
      facts: { reference: image('provider:v1.0.0'), platforms: ['linux/amd64', 'linux/arm64'], credentials: null },
    });
  });

  test.each([
    ['secret:v1.0.0', 6, 'no credentials for'],
    ['provider:v2', 1, 'There is no'],
    ['nothing:v1', 1, 'There is no'],
  ])('%s that is named is missing: %i', async (name, exitCode, said) => {
    const seen = await scene.look({ image: image(name) });
    expect(seen.check('image')).toMatchObject({ status: 'missing', exitCode, found: expect.stringContaining(said) });
    expect(seen.exitCode).toBe(exitCode);
    expect(seen.command('vcts run --image')).toMatchObject({ ready: false, misses: ['image'] });
  });

  test('is pulled with the credentials that are there', async () => {
    const auths = { [scene.registry.address]: { auth: basicAuth('ada', 'word') } };
    const file = scene.write('home/.docker/config.json', JSON.stringify({ auths }));
    const { facts } = (await scene.look({ image: image('secret:v1.0.0') })).check('image');
    expect(facts?.['credentials']).toContain(file);
  });

  test('for another platform is no more than a note', async () => {
    scene.registry.add({ repository: 'team/odd', tag: 'v1', platforms: ['linux/s390x'] });
    const seen = await scene.look({ image: image('odd:v1') });
    expect(seen.check('image')).toMatchObject({
      status: 'warning',
      found: expect.stringContaining('this machine is linux/'),
    });
    expect(seen.exitCode).toBe(0);
  });

  test('at a registry that is not there is a remote that fails', async () => {
    scene.registry.inject({ path: /./ }, { kind: 'resetBefore' });
    const seen = await scene.look({ env: { ...scene.env({}), HTTPS_PROXY: 'http://proxy.test:3128' } });
    expect(seen.exitCode).toBe(8);
    expect(seen.check('image').fix).toContain('NODE_USE_ENV_PROXY');
  });
});

describe('the machine', () => {
  beforeEach(() => begin());

  test('without a container engine leaves with 4, and says what else can be done', async () => {
    scene.removeProgram('podman');
    const seen = await scene.look();
    expect(seen.check('container-engine')).toMatchObject({
      status: 'missing',
      exitCode: 4,
      found: 'none of podman, docker, nerdctl is installed',
    });
    expect(seen.exitCode).toBe(4);
    expect(seen.command('publish')).toMatchObject({
      misses: ['container-engine'],
      instead: expect.stringContaining('--report'),
    });
  });

  test('with an engine that is down says why', async () => {
    scene.removeProgram('podman');
    scene.program('docker', 'echo "Cannot connect to the Docker daemon" >&2; exit 1');
    const { found } = (await scene.look()).check('container-engine');
    expect(found).toBe('none answers: docker fails (Cannot connect to the Docker daemon)');
  });

  test('with a second engine takes it', async () => {
    scene.program('podman', 'exit 125');
    scene.program('docker', '[ "$1" = --version ] && echo "Docker version 27.3.1, build ce12230"; exit 0');
    expect((await scene.look()).check('container-engine')).toMatchObject({ status: 'ok', found: 'docker 27.3.1' });
  });

  test.each([
    ['git', 'not installed'],
    ['go', 'not installed'],
    ['helm', 'not installed'],
  ] as const)('without %s can publish', async (name, found) => {
    scene.removeProgram(name);
    const seen = await scene.look();
    expect(seen.check(name)).toMatchObject({ status: 'warning', found });
    expect(seen.exitCode).toBe(0);
  });

  test('is looked at all at once, and what hangs is left', async () => {
    for (const name of ['git', 'go', 'helm', 'podman', 'docker', 'nerdctl', 'gh']) {
      scene.program(name, '/bin/sleep 60 & /bin/sleep 60');
    }
    scene.registry.inject({ path: /./ }, { kind: 'delay', ms: 6_000 });
    const started = Date.now();
    const seen = await scene.look({ env: scene.env(), limitMs: 1_000 });
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(
      ['git', 'go', 'helm', 'container-engine', 'image', 'token'].map((id) => seen.check(id as CheckId).status),
    ).toEqual(['warning', 'warning', 'warning', 'missing', 'missing', 'missing']);
  });
});

describe('provider.yaml', () => {
  beforeEach(() => begin());

  test('that is not there is no fault', async () => {
    rmSync(join(scene.work, 'provider.yaml'));
    const seen = await scene.look();
    expect([seen.check('metadata').status, seen.check('image').status, seen.exitCode]).toEqual([
      'skipped',
      'skipped',
      0,
    ]);
  });

  test('that is invalid leaves with 1', async () => {
    scene.write(
      'work/provider.yaml',
      'schemaVersion: 1\nname: Not A Name\nimage: ghcr.io/a/b\ntag: nonsense\nrepo: x\nmaintainer: y\nlicense: z\n',
    );
    const seen = await scene.look({ offline: true });
    expect(seen.check('metadata')).toMatchObject({
      status: 'missing',
      exitCode: 1,
      found: expect.stringContaining('provider.yaml:2'),
    });
    expect(seen.exitCode).toBe(1);
  });

  test('that says too little leaves the rest to the flags', async () => {
    scene.write('work/provider.yaml', 'schemaVersion: 1\nname: your-provider\n');
    const seen = await scene.look();
    expect(seen.check('metadata')).toMatchObject({
      status: 'warning',
      found: expect.stringMatching(/image.*tag.*license/),
    });
    expect(seen.exitCode).toBe(0);
  });

  test('that was named but is not there leaves with what publish leaves with', async () => {
    const seen = await scene.look({ metadataFile: 'other.yaml' });
    expect(seen.check('metadata')).toMatchObject({ status: 'missing', exitCode: 2 });
  });
});

test('--offline asks nobody', async () => {
  await begin();
  github.clearRequests();
  const seen = await scene.look({ offline: true });
  expect([...github.requests, ...scene.registry.requests]).toEqual([]);
  expect(seen.check('token')).toMatchObject({
    status: 'ok',
    found: expect.stringContaining('GH_ENTERPRISE_TOKEN has a classic personal token'),
  });
  expect([seen.check('image').status, seen.check('catalog').status]).toEqual(['skipped', 'skipped']);
});

describe('a catalog on this machine', () => {
  beforeEach(() => begin());
  const repository = (...more: string[]) => {
    const path = join(scene.folder, 'local-catalog');
    const git = (...args: string[]) => execFileSync('git', args, { stdio: 'ignore' });
    git('init', '--initial-branch=main', path);
    if (more.length > 0) git('-C', path, '-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', ...more);
    return path;
  };
  const env = () => ({ ...scene.env(), PATH: process.env['PATH'] ?? '' });

  test('needs no token', async () => {
    const catalog = repository('--allow-empty', '-m', 'Start');
    const seen = await scene.look({ catalog, env: env(), image: `${scene.registry.address}/team/provider:v1.0.0` });
    expect([seen.check('token').status, seen.check('catalog')]).toMatchObject([
      'skipped',
      { status: 'ok', found: 'a git repository, on main' },
    ]);
  });

  test('without a commit is missing', async () => {
    expect((await scene.look({ catalog: repository(), env: env() })).check('catalog')).toMatchObject({
      status: 'missing',
    });
  });

  test('needs git', async () => {
    const catalog = repository('--allow-empty', '-m', 'Start');
    scene.removeProgram('git');
    const seen = await scene.look({ catalog, env: scene.env() });
    expect(seen.command('publish')).toMatchObject({ ready: false, misses: expect.arrayContaining(['git', 'catalog']) });
    expect(seen.exitCode).not.toBe(0);
  });
});

test('nothing is left on the machine', async () => {
  await begin();
  const before = readdirSync(scene.folder, { recursive: true }).sort();
  await scene.look();
  expect(readdirSync(scene.folder, { recursive: true }).sort()).toEqual(before);
});
