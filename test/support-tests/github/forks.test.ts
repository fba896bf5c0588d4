import type { Octokit } from 'octokit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOG, commitByApi, FORK, refusal, type Scene, startScene } from './scene.js';

let scene: Scene;
let ada: Octokit;

beforeEach(async () => {
  scene = await startScene();
  ada = scene.as({ user: 'ada', scopes: ['repo', 'workflow'] });
});

afterEach(async () => {
  const { violations } = scene.github;
  await scene.github.close();
  expect(violations).toEqual([]);
});

describe('a new fork', () => {
  it('is there at once but empty until its time has come', async () => {
    scene.github.world.forkDelay.ms = 3_600_000;
    await ada.rest.repos.createFork(CATALOG);
    expect((await ada.rest.repos.get(FORK)).data.size).toBe(0);
    expect(await refusal(ada.rest.git.getRef({ ...FORK, ref: 'heads/main' }))).toMatchObject({ status: 409 });
    scene.github.finishFork('ada/catalog');
    expect((await ada.rest.git.getRef({ ...FORK, ref: 'heads/main' })).status).toBe(200);
  });

  it('is the one that the account has already, whatever its name', async () => {
    scene.github.addFork('acme/catalog', 'ada', { name: 'my-catalog' });
    const { data } = await ada.rest.repos.createFork(CATALOG);
    expect(data.full_name).toBe('ada/my-catalog');
  });

  it('gets a number where its name is taken by something else', async () => {
    scene.github.addRepository({ owner: 'ada', name: 'catalog', files: { 'x.md': 'x' } });
    const { data } = await ada.rest.repos.createFork(CATALOG);
    expect(data).toMatchObject({ full_name: 'ada/catalog-1', fork: true });
  });

  it('of a fork has that as its parent and the first as its source', async () => {
    scene.github.addFork('acme/catalog', 'bob');
    const { data } = await ada.rest.repos.createFork({ owner: 'bob', repo: 'catalog' });
    expect(data).toMatchObject({ parent: { full_name: 'bob/catalog' }, source: { full_name: 'acme/catalog' } });
  });

  it('is refused where forking is disabled', async () => {
    scene.github.repository('acme/catalog').allowForking = false;
    expect(await refusal(ada.rest.repos.createFork(CATALOG))).toMatchObject({
      status: 403,
      message: /forking is disabled/,
    });
  });

  it.each(['actions', 'app'] as const)('is not for the token of %s', async (kind) => {
    const bot = scene.as({ kind, permissions: { contents: 'write', pull_requests: 'write', administration: 'write' } });
    const refused = await refusal(bot.rest.repos.createFork(CATALOG));
    expect(refused).toMatchObject({ status: 403, message: 'Resource not accessible by integration' });
  });
});

describe('a fork that is behind', () => {
  let newTip: string;

  beforeEach(() => {
    scene.github.addFork('acme/catalog', 'ada');
    newTip = scene.github.commit('acme/catalog', { branch: 'main', files: { 'new.md': 'New.\n' } });
  });

  it('does not see the new tip: no commit on it, no ref to it', async () => {
    const tree = scene.github.repository('ada/catalog').git.resolve('main', 'tree') ?? '';
    const commit = ada.rest.git.createCommit({ ...FORK, message: 'x', tree, parents: [newTip] });
    expect(await refusal(commit)).toMatchObject({
      status: 422,
      message: 'Parent SHA does not exist or is not a commit object',
    });
    const ref = ada.rest.git.createRef({ ...FORK, ref: 'refs/heads/x', sha: newTip });
    expect(await refusal(ref)).toMatchObject({ status: 422, message: 'Object does not exist' });
  });

  it('sees it where objects are shared', async () => {
    scene.github.world.forkObjects = 'shared';
    const fork = scene.github.addFork('acme/catalog', 'bob');
    const bob = scene.as({ user: 'bob' });
    const last = scene.github.commit('acme/catalog', { branch: 'main', files: { 'newer.md': 'Newer.\n' } });
    const sha = await commitByApi(bob, { owner: 'bob', repo: fork.name }, { parent: last, files: { 'a.md': 'A.\n' } });
    expect(scene.github.log(fork, sha).map((each) => each.sha)).toContain(last);
  });

  it('is brought forward by merge-upstream', async () => {
    const { data } = await ada.rest.repos.mergeUpstream({ ...FORK, branch: 'main' });
    expect(data).toMatchObject({ merge_type: 'fast-forward', base_branch: 'acme:main' });
    expect(scene.github.resolve('ada/catalog', 'main')).toBe(newTip);
  });

  it('is merged where it has commits of its own', async () => {
    const own = scene.github.commit('ada/catalog', { branch: 'main', files: { 'own.md': 'Own.\n' }, author: 'ada' });
    const { data } = await ada.rest.repos.mergeUpstream({ ...FORK, branch: 'main' });
    expect(data.merge_type).toBe('merge');
    expect(scene.github.log('ada/catalog', 'main')[0]?.parents).toEqual([own, newTip]);
  });

  it('is left alone where both changed the same', async () => {
    const own = scene.github.commit('ada/catalog', { branch: 'main', files: { 'new.md': 'Mine.\n' }, author: 'ada' });
    expect(await refusal(ada.rest.repos.mergeUpstream({ ...FORK, branch: 'main' }))).toMatchObject({ status: 409 });
    expect(scene.github.resolve('ada/catalog', 'main')).toBe(own);
  });
});

describe('a workflow that changed upstream', () => {
  const file = '.github/workflows/check.yaml';

  beforeEach(() => {
    scene.github.addFork('acme/catalog', 'ada');
    scene.github.commit('acme/catalog', { branch: 'main', files: { [file]: 'on: push\n' } });
  });

  it.each([
    ['classic', ['repo'], 'a Personal Access Token', '`workflow` scope'],
    ['oauth', ['repo'], 'an OAuth App', '`workflow` scope'],
  ] as const)('is not synced with a %s token without the scope', async (kind, scopes, who, what) => {
    const octokit = scene.as({ user: 'ada', kind, scopes: [...scopes] });
    const message = `refusing to allow ${who} to create or update workflow \`${file}\` without ${what}`;
    expect(await refusal(octokit.rest.repos.mergeUpstream({ ...FORK, branch: 'main' }))).toMatchObject({
      status: 422,
      message,
    });
    const tip = scene.github.resolve('acme/catalog', 'main') ?? '';
    const ref = octokit.rest.git.createRef({ ...FORK, ref: 'refs/heads/x', sha: tip });
    expect(await refusal(ref)).toMatchObject({ status: 422, message: 'Object does not exist' });
  });

  it('makes a ref to it 404 where the objects are shared', async () => {
    const fork = scene.github.addFork('acme/catalog', 'bob');
    scene.github.commit('acme/catalog', { branch: 'main', files: { [file]: 'on: pull_request\n' } });
    scene.github.shareObjects(fork);
    const bob = scene.as({ user: 'bob', scopes: ['repo'] });
    const sha = scene.github.resolve('acme/catalog', 'main') ?? '';
    const where = { owner: 'bob', repo: 'catalog' };
    expect(await refusal(bob.rest.git.createRef({ ...where, ref: 'refs/heads/x', sha }))).toMatchObject({
      status: 404,
    });
  });

  it('is synced with the scope', async () => {
    const { data } = await ada.rest.repos.mergeUpstream({ ...FORK, branch: 'main' });
    expect(data.merge_type).toBe('fast-forward');
  });
});
