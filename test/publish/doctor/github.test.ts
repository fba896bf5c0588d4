import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CheckId, CheckStatus } from '../../../src/publish/doctor/doctor-types.js';
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
