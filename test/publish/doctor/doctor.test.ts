import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CheckId, CheckStatus } from '../../../src/publish/doctor/doctor-types.js';
import { basicAuth } from '../../provider/registry/registry-scene.js';
import type { Fault } from '../../support/github/faults.js';
import type { NewRepository, NewToken } from '../../support/github/population.js';
import type { LoopbackGitHub } from '../../support/github/start-github.js';
import { DoctorScene, startCatalogs } from './doctor-scene.js';

let github: LoopbackGitHub;
let scene: DoctorScene;
const begin = async (repository?: Partial<NewRepository>) => {
  scene = await DoctorScene.start(github, repository);
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

interface Expected {
  status: CheckStatus;
  exitCode: number;
  said: RegExp;
}

describe('the token and the catalog', () => {
  const scenes: readonly [
    name: string,
    { token?: NewToken; repository?: Partial<NewRepository>; at: CheckId } & Expected,
  ][] = [
    [
      'a classic token with all scopes',
      { token: {}, at: 'token', status: 'ok', exitCode: 0, said: /classic.*of ada, scopes repo, workflow/ },
    ],
    [
      'one without workflow',
      {
        token: { scopes: ['public_repo'] },
        at: 'token',
        status: 'warning',
        exitCode: 0,
        said: /without the workflow scope/,
      },
    ],
    [
      'one without any scope',
      {
        token: { scopes: [] },
        at: 'token',
        status: 'missing',
        exitCode: 6,
        said: /without any scope: it may open no pull request/,
      },
    ],
    [
      'one without any scope, at the catalog',
      { token: { scopes: ['gist'] }, at: 'catalog', status: 'missing', exitCode: 6, said: /can be read only/ },
    ],
    ['no token', { at: 'token', status: 'missing', exitCode: 6, said: /GH_ENTERPRISE_TOKEN.*gh is not installed/ }],
    ['no token, at the catalog', { at: 'catalog', status: 'skipped', exitCode: 6, said: /nobody can ask/ }],
    [
      'who may push',
      {
        token: {},
        repository: { permissions: { ada: 'write' } },
        at: 'catalog',
        status: 'ok',
        exitCode: 0,
        said: /branch goes to acme\/catalog-/,
      },
    ],
    ['who may not', { token: {}, at: 'catalog', status: 'ok', exitCode: 0, said: /a fork that publish makes/ }],
    [
      'no forks',
      {
        token: {},
        repository: { allowForking: false },
        at: 'catalog',
        status: 'missing',
        exitCode: 6,
        said: /may not be forked/,
      },
    ],
    [
      'an archived catalog',
      { token: {}, repository: { archived: true }, at: 'catalog', status: 'missing', exitCode: 6, said: /archived/ },
    ],
    [
      'a private catalog',
      {
        token: {},
        repository: { private: true },
        at: 'catalog',
        status: 'missing',
        exitCode: 6,
        said: /There is no acme\/catalog-/,
      },
    ],
    [
      'a fine-grained token',
      {
        token: { kind: 'fine-grained', user: 'ada' },
        at: 'catalog',
        status: 'warning',
        exitCode: 0,
        said: /if the permissions of the token.*GitHub does not tell/,
      },
    ],
    [
      'the token of an Actions job',
      {
        token: { kind: 'actions' },
        at: 'catalog',
        status: 'warning',
        exitCode: 0,
        said: /known only by trying, and it cannot fork/,
      },
    ],
  ];

  test.each(scenes)('%s', async (_name, { token, repository, at, status, exitCode, said }) => {
    await begin(repository);
    const seen = await scene.look({ env: scene.env(token) });
    expect(seen.check(at)).toMatchObject({ status, found: expect.stringMatching(said) });
    expect(seen.exitCode).toBe(exitCode);
    expect(seen.outcome.result.ready).toBe(exitCode === 0);
  });

  test('an existing fork is named', async () => {
    await begin();
    github.addFork('acme/catalog', 'ada');
    const { facts } = (await scene.look()).check('catalog');
    expect(facts).toMatchObject({ fork: 'ada/catalog', canFork: true, canPush: false, canOpenPullRequest: true });
  });

  test('a revoked token is missing', async () => {
    await begin();
    const env = scene.env({});
    github.token(env['GH_ENTERPRISE_TOKEN'] ?? '').revoked = true;
    const seen = await scene.look({ env });
    expect(seen.check('token')).toMatchObject({
      status: 'missing',
      exitCode: 6,
      found: expect.stringContaining('refuses the token'),
    });
  });

  test('single sign-on is missing', async () => {
    await begin();
    const injected = github.inject({ when: { path: /^\/repos/ }, fault: { kind: 'saml' } });
    const seen = await scene.look();
    injected.remove();
    expect(seen.check('catalog')).toMatchObject({
      status: 'missing',
      exitCode: 6,
      fix: expect.stringContaining('/sso'),
    });
    expect(seen.exitCode).toBe(6);
  });

  test.each<[string, Fault]>([
    ['a page', { kind: 'htmlPage', status: 200 }],
    ['no answer', { kind: 'delay', ms: 4_000 }],
    ['a rate limit', { kind: 'primaryRateLimit' }],
  ])('%s is a remote that fails', async (_name, fault) => {
    await begin();
    const injected = github.inject({ when: { path: /./ }, fault });
    const seen = await scene.look({ limitMs: fault.kind === 'delay' ? 1_000 : 20_000 });
    injected.remove();
    expect(seen.check('token')).toMatchObject({ status: 'missing', exitCode: 8 });
    expect(seen.exitCode).toBe(8);
  });

  test('only reads are sent', async () => {
    await begin();
    github.clearRequests();
    await scene.look();
    expect(github.requests.length).toBeGreaterThan(0);
    expect(github.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(scene.registry.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
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
    expect((await scene.look()).exitCode).toBe(8);
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
