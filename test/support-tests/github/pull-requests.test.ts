import type { Octokit } from 'octokit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOG, FORK, refusal, type Scene, startScene } from './scene.js';

const WANTED = { ...CATALOG, title: 'Add', head: 'ada:topic', base: 'main' };

let scene: Scene;
let ada: Octokit;
let tip: string;
let head: string;

beforeEach(async () => {
  scene = await startScene();
  const { github } = scene;
  ada = scene.as({ user: 'ada' });
  tip = github.resolve('acme/catalog', 'main') ?? '';
  github.addFork('acme/catalog', 'ada');
  head = github.commit('ada/catalog', { branch: 'topic', files: { 'providers/new/page.md': 'New.\n' }, author: 'ada' });
});

afterEach(async () => {
  const { violations } = scene.github;
  await scene.github.close();
  expect(violations).toEqual([]);
});

const first = () => scene.github.pullRequest('acme/catalog', 1);

describe('opening', () => {
  it.each([
    ['an unknown branch', { head: 'ada:none' }, { field: 'head', code: 'invalid' }],
    ['an unknown owner', { head: 'nobody:topic' }, { field: 'head', code: 'invalid' }],
    ['a branch of the fork without its owner', { head: 'topic' }, { field: 'head', code: 'invalid' }],
    ['an unknown base', { base: 'none' }, { field: 'base', code: 'invalid' }],
    ['no commits', { head: 'ada:main' }, { code: 'custom', message: 'No commits between acme:main and ada:main' }],
    ['a title that is empty', { title: '' }, { field: 'title', code: 'missing_field' }],
    [
      'a body that is too long',
      { body: 'x'.repeat(65_537) },
      { code: 'custom', message: 'body is too long (maximum is 65536 characters)' },
    ],
  ])('is refused for %s', async (_, wrong, error) => {
    const refused = await refusal(ada.rest.pulls.create({ ...WANTED, ...wrong }));
    expect(refused).toMatchObject({ status: 422, message: 'Validation Failed', errors: [error] });
  });

  it('is refused a second time for the same head and base', async () => {
    await ada.rest.pulls.create(WANTED);
    const refused = await refusal(ada.rest.pulls.create(WANTED));
    expect(refused.errors).toEqual([
      { resource: 'PullRequest', code: 'custom', message: 'A pull request already exists for ada:topic.' },
    ]);
  });

  it('is refused as a draft where drafts do not exist', async () => {
    scene.github.repository('acme/catalog').draftsAllowed = false;
    const refused = await refusal(ada.rest.pulls.create({ ...WANTED, draft: true }));
    expect(refused).toMatchObject({
      status: 422,
      message: 'Draft pull requests are not supported in this repository.',
    });
  });

  it('is refused where only collaborators may', async () => {
    scene.github.repository('acme/catalog').interactionLimit = 'collaborators_only';
    const refused = await refusal(ada.rest.pulls.create(WANTED));
    expect(refused.errors[0]?.message).toMatch(/limited the ability to open a pull request/);
  });

  it('refuses to open the fork to maintainers for someone who may not write there', async () => {
    scene.github.repository('acme/catalog').permissions['bob'] = 'write';
    const bob = scene.as({ user: 'bob' });
    const refused = await refusal(bob.rest.pulls.create({ ...WANTED, maintainer_can_modify: true }));
    expect(refused.errors).toMatchObject([
      { field: 'fork_collab', message: "Fork collab can't be granted by someone without permission" },
    ]);
  });

  it('says "No commits between" while the new head is not seen yet', async () => {
    scene.github.world.lag.newHead = 2;
    const sha = scene.github.commit('ada/catalog', { branch: 'late', files: { 'late.md': 'Late.\n' }, author: 'ada' });
    const create = () => ada.rest.pulls.create({ ...WANTED, head: 'ada:late' });
    for (const _ of [1, 2]) expect((await refusal(create())).errors[0]?.message).toMatch(/^No commits between/);
    expect((await create()).data.head.sha).toBe(sha);
  });
});

describe('an open pull request', () => {
  beforeEach(async () => {
    await ada.rest.pulls.create(WANTED);
  });

  it('has its head in the catalog as refs/pull/1/head', () => {
    expect(scene.github.resolve('acme/catalog', 'refs/pull/1/head')).toBe(head);
  });

  it('follows its head', async () => {
    const sha = scene.github.commit('ada/catalog', {
      branch: 'topic',
      files: { 'providers/new/page.md': 'Newer.\n' },
      author: 'ada',
    });
    const { data } = await ada.rest.pulls.get({ ...CATALOG, pull_number: 1 });
    expect(data).toMatchObject({ head: { sha }, commits: 2, additions: 1 });
  });

  it('is closed for good when its head moves to the base', async () => {
    await ada.rest.git.updateRef({ ...FORK, ref: 'heads/topic', sha: tip, force: true });
    expect(first().state).toBe('closed');
    scene.github.setBranch('ada/catalog', 'topic', head);
    scene.github.commit('ada/catalog', { branch: 'topic', files: { 'x.md': 'x' }, author: 'ada', parent: tip });
    const refused = await refusal(ada.rest.pulls.update({ ...CATALOG, pull_number: 1, state: 'open' }));
    expect(refused.errors[0]?.message).toMatch(/The topic branch was force-pushed or recreated/);
  });

  it('is closed when its head is deleted', async () => {
    await ada.rest.git.deleteRef({ ...FORK, ref: 'heads/topic' });
    expect(first().state).toBe('closed');
  });

  it('is closed and without a head repository when the fork is deleted', async () => {
    scene.github.deleteRepository('ada/catalog');
    const { data } = await ada.rest.pulls.get({ ...CATALOG, pull_number: 1 });
    expect(data).toMatchObject({ state: 'closed', head: { repo: null } });
  });

  it('can be closed and opened again by its author', async () => {
    await ada.rest.pulls.update({ ...CATALOG, pull_number: 1, state: 'closed' });
    expect(first()).toMatchObject({ state: 'closed', merged: false });
    await ada.rest.pulls.update({ ...CATALOG, pull_number: 1, state: 'open' });
    expect(first()).toMatchObject({ state: 'open', closedAt: null });
  });

  it('is not changed by a stranger', async () => {
    const bob = scene.as({ user: 'bob' });
    expect(await refusal(bob.rest.pulls.update({ ...CATALOG, pull_number: 1, title: 'Mine' }))).toMatchObject({
      status: 403,
    });
    expect(first().title).toBe('Add');
  });

  it.each(['merge', 'squash'] as const)('is merged by %s', async (method) => {
    const merge = scene.github.mergePullRequest('acme/catalog', 1, { method, by: 'mia' });
    const { data } = await ada.rest.pulls.get({ ...CATALOG, pull_number: 1 });
    expect(data).toMatchObject({ merged: true, state: 'closed', merge_commit_sha: merge, merged_by: { login: 'mia' } });
    const [last] = scene.github.log('acme/catalog', 'main');
    expect(last).toMatchObject({ sha: merge, parents: method === 'squash' ? [tip] : [tip, head] });
    expect(scene.github.readFile('acme/catalog', 'main', 'providers/new/page.md')).toBe('New.\n');
  });

  it('after a squash merge its branch is ahead and diverged, as on GitHub', async () => {
    scene.github.mergePullRequest('acme/catalog', 1, { method: 'squash' });
    const { data } = await ada.rest.repos.compareCommitsWithBasehead({ ...CATALOG, basehead: 'main...ada:topic' });
    expect(data).toMatchObject({ status: 'diverged', ahead_by: 1, behind_by: 1 });
  });

  it('conflicts where the base changed the same', async () => {
    scene.github.commit('acme/catalog', { branch: 'main', files: { 'providers/new/page.md': 'Theirs.\n' } });
    const { data } = await ada.rest.pulls.get({ ...CATALOG, pull_number: 1 });
    expect(data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  });

  it('takes the base in by the button, with a commit of GitHub', async () => {
    const base = scene.github.commit('acme/catalog', { branch: 'main', files: { 'other.md': 'Other.\n' } });
    const sha = scene.github.updatePullRequestBranch('acme/catalog', 1, 'mia');
    const { data } = await ada.rest.repos.getCommit({ ...FORK, ref: 'topic' });
    expect(data).toMatchObject({
      sha,
      parents: [{ sha: head }, { sha: base }],
      commit: { committer: { name: 'GitHub' } },
    });
  });

  it('is listed late where lists lag', async () => {
    scene.github.world.lag.pullRequestList = 2;
    scene.github.commit('ada/catalog', { branch: 'two', files: { 'two.md': 'Two.\n' }, author: 'ada' });
    await ada.rest.pulls.create({ ...WANTED, head: 'ada:two' });
    const seen: number[] = [];
    for (const _ of [1, 2, 3]) seen.push((await ada.rest.pulls.list(CATALOG)).data.length);
    expect(seen).toEqual([1, 1, 2]);
  });
});

describe('many open pull requests', () => {
  it('are read page by page', async () => {
    const { github } = scene;
    for (let at = 0; at < 25; at += 1) {
      github.commit('ada/catalog', {
        branch: `many-${at}`,
        files: { [`providers/p${at}/page.md`]: 'x' },
        author: 'ada',
      });
      github.openPullRequest('acme/catalog', { head: `ada:many-${at}`, author: 'ada' });
    }
    const { data, headers } = await ada.rest.pulls.list({ ...CATALOG, per_page: 10, page: 2 });
    expect(data).toHaveLength(10);
    expect(headers.link).toMatch(/page=3>; rel="next".*page=3>; rel="last"/);
    expect(await ada.paginate(ada.rest.pulls.list, { ...CATALOG, per_page: 10 })).toHaveLength(25);
  });
});
