import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewToken } from '../../support/github/population.js';
import { CATALOG, commitByApi, FORK, refusal, type Scene, startScene } from './scene.js';

let scene: Scene;
let tip: string;

beforeEach(async () => {
  scene = await startScene();
  tip = scene.github.resolve('acme/catalog', 'main') ?? '';
});

afterEach(async () => {
  const { violations } = scene.github;
  await scene.github.close();
  expect(violations).toEqual([]);
});

const NOT_BY_TOKEN = 'Resource not accessible by personal access token';
const NOT_BY_BOT = 'Resource not accessible by integration';

describe('creating a ref in the catalog', () => {
  it.each<[string, NewToken, number, string, string?]>([
    ['a reader', { user: 'ada', scopes: ['repo'] }, 404, 'Not Found'],
    ['a token without scopes', { user: 'mia', scopes: [] }, 404, 'Not Found'],
    [
      'a fine-grained token for reading',
      { user: 'mia', kind: 'fine-grained', permissions: { contents: 'read' }, resourceOwner: 'acme' },
      403,
      NOT_BY_TOKEN,
      'contents=write',
    ],
    [
      'a fine-grained token of another owner',
      { user: 'mia', kind: 'fine-grained', permissions: { contents: 'write' } },
      403,
      NOT_BY_TOKEN,
      'contents=write',
    ],
    [
      'a fine-grained token of a reader',
      { user: 'ada', kind: 'fine-grained', permissions: { contents: 'write' }, resourceOwner: 'acme' },
      403,
      NOT_BY_TOKEN,
      'contents=write',
    ],
    [
      'an app that is not installed there',
      { kind: 'app', permissions: { contents: 'write' }, repositories: ['acme/other'] },
      403,
      NOT_BY_BOT,
      'contents=write',
    ],
    [
      'an app without the permission',
      { kind: 'app', permissions: { contents: 'read' } },
      403,
      NOT_BY_BOT,
      'contents=write',
    ],
  ])('is refused for %s', async (_, token, status, message, accepted) => {
    const refused = await refusal(scene.as(token).rest.git.createRef({ ...CATALOG, ref: 'refs/heads/x', sha: tip }));
    expect(refused).toMatchObject({ status, message });
    expect(refused.headers['x-accepted-github-permissions']).toBe(accepted);
    if (status === 404) expect(refused.headers['x-accepted-oauth-scopes']).toBe('public_repo, repo');
  });

  it.each<[string, NewToken]>([
    ['a maintainer', { user: 'mia', scopes: ['public_repo'] }],
    ['an OAuth token', { user: 'mia', kind: 'oauth', scopes: ['repo'] }],
    [
      'a fine-grained token',
      {
        user: 'mia',
        kind: 'fine-grained',
        permissions: { contents: 'write' },
        resourceOwner: 'acme',
        repositories: ['acme/catalog'],
      },
    ],
    ['an app', { kind: 'app', permissions: { contents: 'write' }, repositories: ['acme/catalog'] }],
    ['Actions', { kind: 'actions', permissions: { contents: 'write' }, repositories: ['acme/catalog'] }],
  ])('is allowed for %s', async (_, token) => {
    const { status } = await scene.as(token).rest.git.createRef({ ...CATALOG, ref: 'refs/heads/x', sha: tip });
    expect(status).toBe(201);
  });

  it('is 401 without a token, and 403 in an archive', async () => {
    const wanted = { ...CATALOG, ref: 'refs/heads/x', sha: tip };
    expect(await refusal(scene.anonymous.rest.git.createRef(wanted))).toMatchObject({
      status: 401,
      message: 'Requires authentication',
    });
    scene.github.repository('acme/catalog').archived = true;
    const refused = await refusal(scene.as({ user: 'mia' }).rest.git.createRef(wanted));
    expect(refused).toMatchObject({ status: 403, message: 'Repository was archived so is read-only.' });
  });
});

describe('opening a pull request from the own fork', () => {
  beforeEach(() => {
    scene.github.addFork('acme/catalog', 'ada');
    scene.github.commit('ada/catalog', { branch: 'topic', files: { 'a.md': 'A.\n' }, author: 'ada' });
  });
  const wanted = { ...CATALOG, title: 'Add', head: 'ada:topic', base: 'main' };

  it('is refused for a fine-grained token of the own account, which can push to the fork', async () => {
    const octokit = scene.as({
      user: 'ada',
      kind: 'fine-grained',
      permissions: { contents: 'write', pull_requests: 'write' },
    });
    await commitByApi(octokit, FORK, { parent: tip, files: { 'b.md': 'B.\n' } });
    const refused = await refusal(octokit.rest.pulls.create(wanted));
    expect(refused).toMatchObject({ status: 403, message: NOT_BY_TOKEN });
    expect(refused.headers['x-accepted-github-permissions']).toBe('pull_requests=write');
  });

  it('is refused for Actions where the organisation forbids it', async () => {
    scene.github.repository('acme/catalog').actionsMayOpenPullRequests = false;
    scene.github.commit('acme/catalog', { branch: 'side', files: { 'a.md': 'A.\n' } });
    const octokit = scene.as({ kind: 'actions', permissions: { contents: 'write', pull_requests: 'write' } });
    const refused = await refusal(octokit.rest.pulls.create({ ...wanted, head: 'side' }));
    expect(refused).toMatchObject({
      status: 403,
      message: 'GitHub Actions is not permitted to create or approve pull requests.',
    });
  });

  it('of someone else is refused for a stranger', async () => {
    expect(await refusal(scene.as({ user: 'bob' }).rest.pulls.create(wanted))).toMatchObject({ status: 404 });
  });
});

describe('labels', () => {
  beforeEach(() => {
    scene.github.addFork('acme/catalog', 'ada');
    scene.github.commit('ada/catalog', { branch: 'topic', files: { 'a.md': 'A.\n' }, author: 'ada' });
    scene.github.openPullRequest('acme/catalog', { head: 'ada:topic', author: 'ada' });
  });

  it('are not set by the author without triage', async () => {
    const add = scene.as({ user: 'ada' }).rest.issues.addLabels({ ...CATALOG, issue_number: 1, labels: ['provider'] });
    expect(await refusal(add)).toMatchObject({ status: 403, message: 'Must have admin rights to Repository.' });
  });

  it('are set but not invented by triage', async () => {
    scene.github.repository('acme/catalog').permissions['bob'] = 'triage';
    const bob = scene.as({ user: 'bob' });
    const add = (label: string) => bob.rest.issues.addLabels({ ...CATALOG, issue_number: 1, labels: [label] });
    expect((await add('provider')).data).toHaveLength(1);
    expect(await refusal(add('unheard of'))).toMatchObject({
      status: 403,
      errors: [{ code: 'unauthorized', field: 'label' }],
    });
  });

  it('that exist are not created again', async () => {
    const refused = await refusal(scene.as({ user: 'mia' }).rest.issues.createLabel({ ...CATALOG, name: 'PROVIDER' }));
    expect(refused.errors).toEqual([{ resource: 'Label', code: 'already_exists', field: 'name' }]);
  });
});

describe('who asks', () => {
  it('is 401 with an unknown or revoked token, also for what is public', async () => {
    const octokit = scene.as({ user: 'ada', value: 'ghp_second' });
    scene.github.token('ghp_second').revoked = true;
    expect(await refusal(octokit.rest.repos.get(CATALOG))).toMatchObject({ status: 401, message: 'Bad credentials' });
  });

  it('is told the scopes of a classic token only', async () => {
    const classic = await scene.as({ user: 'ada', scopes: ['repo', 'workflow'] }).rest.users.getAuthenticated();
    expect(classic.headers['x-oauth-scopes']).toBe('repo, workflow');
    const fine = await scene.as({ user: 'ada', kind: 'fine-grained' }).rest.users.getAuthenticated();
    expect(fine.headers['x-oauth-scopes']).toBeUndefined();
  });

  it('is nobody for Actions and apps', async () => {
    const refused = await refusal(scene.as({ kind: 'actions' }).rest.users.getAuthenticated());
    expect(refused).toMatchObject({ status: 403, message: NOT_BY_BOT });
  });

  it('does not see a private repository of others', async () => {
    scene.github.addRepository({
      owner: 'acme',
      name: 'hidden',
      private: true,
      files: { 'a.md': 'A' },
      permissions: { mia: 'read' },
    });
    const hidden = { owner: 'acme', repo: 'hidden' };
    for (const octokit of [
      scene.anonymous,
      scene.as({ user: 'bob' }),
      scene.as({ user: 'mia', scopes: ['public_repo'] }),
    ]) {
      expect(await refusal(octokit.rest.repos.get(hidden))).toMatchObject({ status: 404, message: 'Not Found' });
    }
    expect((await scene.as({ user: 'mia', scopes: ['repo'] }).rest.repos.get(hidden)).data.private).toBe(true);
  });

  it('is stopped by single sign-on until the token has passed it', async () => {
    Object.assign(scene.github.world.account('acme') ?? {}, { saml: true });
    const octokit = scene.as({ user: 'mia', value: 'ghp_sso' });
    const refused = await refusal(octokit.rest.repos.get(CATALOG));
    expect(refused).toMatchObject({ status: 403, message: /SAML enforcement/ });
    expect(refused.headers['x-github-sso']).toMatch(/^required; url=/);
    scene.github.token('ghp_sso').ssoFor.push('acme');
    expect((await octokit.rest.repos.get(CATALOG)).status).toBe(200);
  });

  it('is stopped when the rate is used up, and told when it resets', async () => {
    const octokit = scene.as({ user: 'ada', value: 'ghp_rate' });
    const { rate } = scene.github.token('ghp_rate');
    rate.used = rate.limit;
    const refused = await refusal(octokit.rest.repos.get(CATALOG));
    expect(refused).toMatchObject({ status: 403, message: /^API rate limit exceeded for user ID/ });
    expect(refused.headers).toMatchObject({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(rate.resetAt) });
  });
});

describe('a renamed repository', () => {
  beforeEach(() => {
    scene.github.renameRepository('acme/catalog', 'providers');
  });

  it('is followed by a redirect that names it by its id', async () => {
    const { data, url } = await scene.as({ user: 'ada' }).rest.repos.get(CATALOG);
    expect(data.full_name).toBe('acme/providers');
    expect(url).toMatch(/\/api\/v3\/repositories\/\d+$/);
  });

  it('is followed for writing too', async () => {
    const { status } = await scene
      .as({ user: 'mia' })
      .rest.git.createRef({ ...CATALOG, ref: 'refs/heads/x', sha: tip });
    expect(status).toBe(201);
    expect(scene.github.requests.map((each) => each.status)).toEqual([307, 201]);
  });
});
