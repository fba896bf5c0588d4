import type { Octokit } from 'octokit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { subset } from '../../support/github/openapi-check.js';
import { routes } from '../../support/github/rest/routes.js';
import { CATALOG, FORK, type Scene, startScene } from './scene.js';

interface Ids {
  tip: string;
  tree: string;
  blob: string;
}

type Call = (octokit: Octokit, ids: Ids) => Promise<{ status: number; data: unknown }>;

const issue = { ...CATALOG, issue_number: 1 };
const pull = { ...CATALOG, pull_number: 1 };
const catalogUrl = 'GET /repos/{owner}/{repo}';

/** One call of each operation, and a part of what it must answer. */
const CALLS: [operation: string, status: number, call: Call, answer: (ids: Ids) => unknown][] = [
  ['meta/get', 200, (o) => o.rest.meta.get(), () => ({ verifiable_password_authentication: false })],
  ['rate-limit/get', 200, (o) => o.rest.rateLimit.get(), () => ({ rate: { limit: 5000 } })],
  ['users/get-authenticated', 200, (o) => o.rest.users.getAuthenticated(), () => ({ login: 'mia' })],
  [
    'users/get-by-username',
    200,
    (o) => o.rest.users.getByUsername({ username: 'ADA' }),
    () => ({ login: 'ada', name: 'Ada' }),
  ],
  [
    'repos/get',
    200,
    (o) => o.rest.repos.get(FORK),
    () => ({ fork: true, parent: { full_name: 'acme/catalog' }, source: { full_name: 'acme/catalog' } }),
  ],
  [
    'repos/list-branches',
    200,
    (o) => o.rest.repos.listBranches(CATALOG),
    ({ tip }) => [{ name: 'main', commit: { sha: tip } }],
  ],
  [
    'repos/get-branch',
    200,
    (o) => o.rest.repos.getBranch({ ...CATALOG, branch: 'main' }),
    ({ tip }) => ({ commit: { sha: tip }, protected: false }),
  ],
  [
    'repos/get-collaborator-permission-level',
    200,
    (o) => o.rest.repos.getCollaboratorPermissionLevel({ ...CATALOG, username: 'mia' }),
    () => ({ permission: 'write', role_name: 'maintain' }),
  ],
  [
    'repos/list-commits',
    200,
    (o) => o.rest.repos.listCommits({ ...CATALOG, per_page: 1, path: 'providers/mock' }),
    ({ tip }) => [{ sha: tip }],
  ],
  [
    'repos/get-commit',
    200,
    (o) => o.rest.repos.getCommit({ ...FORK, ref: 'topic' }),
    () => ({ files: [{ filename: 'providers/new/page.md', status: 'added', additions: 1 }], author: { login: 'ada' } }),
  ],
  [
    'repos/compare-commits-with-basehead',
    200,
    (o) => o.rest.repos.compareCommitsWithBasehead({ ...CATALOG, basehead: 'main...ada:topic' }),
    ({ tip }) => ({
      status: 'ahead',
      ahead_by: 1,
      merge_base_commit: { sha: tip },
      files: [{ filename: 'providers/new/page.md' }],
    }),
  ],
  [
    'repos/get-content',
    200,
    (o) => o.rest.repos.getContent({ ...CATALOG, path: 'README.md' }),
    () => ({ type: 'file', encoding: 'base64', content: `${Buffer.from('# Catalog\n').toString('base64')}\n` }),
  ],
  [
    'repos/create-or-update-file-contents',
    201,
    (o) =>
      o.rest.repos.createOrUpdateFileContents({
        ...CATALOG,
        path: 'put.md',
        message: 'Put',
        content: 'aGk=',
        branch: 'side',
      }),
    () => ({ content: { path: 'put.md', size: 2 } }),
  ],
  ['repos/list-forks', 200, (o) => o.rest.repos.listForks(CATALOG), () => [{ full_name: 'ada/catalog' }]],
  ['repos/create-fork', 202, (o) => o.rest.repos.createFork(CATALOG), () => ({ full_name: 'mia/catalog', fork: true })],
  [
    'git/create-blob',
    201,
    (o) => o.rest.git.createBlob({ ...CATALOG, content: 'hi', encoding: 'utf-8' }),
    () => ({ sha: '32f95c0d1244a78b2be1bab8de17906fabb2c4a8' }),
  ],
  [
    'git/get-blob',
    200,
    (o, { blob }) => o.rest.git.getBlob({ ...CATALOG, file_sha: blob }),
    () => ({ encoding: 'base64', size: 10 }),
  ],
  [
    'git/create-commit',
    201,
    (o, { tip, tree }) => o.rest.git.createCommit({ ...CATALOG, message: 'Again', tree, parents: [tip] }),
    ({ tip, tree }) => ({ tree: { sha: tree }, parents: [{ sha: tip }], author: { email: 'mia@example.com' } }),
  ],
  [
    'git/get-commit',
    200,
    (o, { tip }) => o.rest.git.getCommit({ ...CATALOG, commit_sha: tip }),
    ({ tree }) => ({ tree: { sha: tree }, message: 'Start' }),
  ],
  [
    'git/list-matching-refs',
    200,
    (o) => o.rest.git.listMatchingRefs({ ...CATALOG, ref: 'heads/ma' }),
    ({ tip }) => [{ ref: 'refs/heads/main', object: { sha: tip } }],
  ],
  [
    'git/get-ref',
    200,
    (o) => o.rest.git.getRef({ ...CATALOG, ref: 'heads/main' }),
    ({ tip }) => ({ ref: 'refs/heads/main', object: { type: 'commit', sha: tip } }),
  ],
  [
    'git/create-ref',
    201,
    (o, { tip }) => o.rest.git.createRef({ ...CATALOG, ref: 'refs/heads/a/b', sha: tip }),
    () => ({ ref: 'refs/heads/a/b' }),
  ],
  [
    'git/update-ref',
    200,
    (o, { tip }) => o.rest.git.updateRef({ ...CATALOG, ref: 'heads/side', sha: tip, force: true }),
    ({ tip }) => ({ object: { sha: tip } }),
  ],
  ['git/delete-ref', 204, (o) => o.rest.git.deleteRef({ ...CATALOG, ref: 'heads/side' }), () => ''],
  [
    'git/create-tree',
    201,
    (o, { tree, blob }) =>
      o.rest.git.createTree({
        ...CATALOG,
        base_tree: tree,
        tree: [{ path: 'copy.md', mode: '100755', type: 'blob', sha: blob }],
      }),
    ({ blob }) => ({
      tree: expect.arrayContaining([expect.objectContaining({ path: 'copy.md', mode: '100755', sha: blob })]),
      truncated: false,
    }),
  ],
  [
    'git/get-tree',
    200,
    (o, { tree }) => o.rest.git.getTree({ ...CATALOG, tree_sha: tree, recursive: '1' }),
    () => ({ tree: expect.arrayContaining([expect.objectContaining({ path: 'providers/mock/page.md', size: 6 })]) }),
  ],
  [
    'issues/create-comment',
    201,
    (o) => o.rest.issues.createComment({ ...issue, body: 'Nice' }),
    () => ({ body: 'Nice', user: { login: 'mia' } }),
  ],
  ['issues/list-comments', 200, (o) => o.rest.issues.listComments(issue), () => [{ body: 'Nice' }]],
  [
    'issues/add-labels',
    200,
    (o) => o.rest.issues.addLabels({ ...issue, labels: ['provider'] }),
    () => [{ name: 'provider' }],
  ],
  ['issues/list-labels-on-issue', 200, (o) => o.rest.issues.listLabelsOnIssue(issue), () => [{ name: 'provider' }]],
  [
    'issues/create-label',
    201,
    (o) => o.rest.issues.createLabel({ ...CATALOG, name: 'new provider', color: '00ff00' }),
    () => ({ name: 'new provider', color: '00ff00' }),
  ],
  [
    'issues/get-label',
    200,
    (o) => o.rest.issues.getLabel({ ...CATALOG, name: 'new provider' }),
    () => ({ color: '00ff00' }),
  ],
  [
    'issues/list-labels-for-repo',
    200,
    (o) => o.rest.issues.listLabelsForRepo(CATALOG),
    () => [{ name: 'provider' }, { name: 'new provider' }],
  ],
  [
    'licenses/get-for-repo',
    200,
    (o) => o.rest.licenses.getForRepo(CATALOG),
    () => ({ path: 'LICENSE', license: { spdx_id: 'Apache-2.0' } }),
  ],
  [
    'repos/merge-upstream',
    200,
    (o) => o.rest.repos.mergeUpstream({ owner: 'mia', repo: 'catalog', branch: 'main' }),
    () => ({ merge_type: 'none', base_branch: 'acme:main' }),
  ],
  [
    'pulls/list',
    200,
    (o) => o.rest.pulls.list({ ...CATALOG, head: 'ada:topic', state: 'all' }),
    () => [{ number: 1, head: { label: 'ada:topic', repo: { full_name: 'ada/catalog' } } }],
  ],
  [
    'pulls/create',
    201,
    (o) => o.rest.pulls.create({ ...CATALOG, title: 'Two', head: 'second', base: 'main', draft: true }),
    () => ({ number: 2, draft: true, mergeable: null, body: null }),
  ],
  [
    'pulls/get',
    200,
    (o) => o.rest.pulls.get(pull),
    () => ({ mergeable: true, mergeable_state: 'clean', commits: 1, maintainer_can_modify: true }),
  ],
  [
    'pulls/update',
    200,
    (o) => o.rest.pulls.update({ ...pull, title: 'Other', body: 'Text' }),
    () => ({ title: 'Other', body: 'Text' }),
  ],
  ['pulls/list-commits', 200, (o) => o.rest.pulls.listCommits(pull), () => [{ author: { login: 'ada' } }]],
  [
    'pulls/list-files',
    200,
    (o) => o.rest.pulls.listFiles(pull),
    () => [{ filename: 'providers/new/page.md', patch: '@@ -0,0 +1 @@\n+New.' }],
  ],
  [
    'repos/get-branch-rules',
    200,
    (o) => o.request(`${catalogUrl}/rules/branches/{branch}`, { ...CATALOG, branch: 'guarded' }),
    () => [{ type: 'pull_request' }, { type: 'required_signatures' }],
  ],
];

describe('every served operation', () => {
  let scene: Scene;
  let octokit: Octokit;
  let ids: Ids;

  beforeAll(async () => {
    scene = await startScene();
    const { github } = scene;
    octokit = scene.as({ user: 'mia' });
    const catalog = github.repository('acme/catalog');
    ids = {
      tip: github.resolve(catalog, 'main') ?? '',
      tree: catalog.git.resolve('main', 'tree') ?? '',
      blob: catalog.git.resolve('main:README.md', 'blob') ?? '',
    };
    github.addFork('acme/catalog', 'ada');
    github.commit('ada/catalog', { branch: 'topic', files: { 'providers/new/page.md': 'New.\n' }, author: 'ada' });
    github.openPullRequest('acme/catalog', { head: 'ada:topic', author: 'ada' });
    catalog.rules.push({ type: 'pull_request', branch: 'guarded' }, { type: 'required_signatures', branch: 'guarded' });
    github.setBranch('acme/catalog', 'side', ids.tip);
  });

  afterAll(() => scene.github.close());
  afterEach(() => scene.github.clearViolations());

  it.each(CALLS)('%s answers %i', async (operation, status, call, answer) => {
    if (operation === 'pulls/create') {
      scene.github.commit('acme/catalog', { branch: 'second', files: { 'two.md': 'Two.\n' }, author: 'mia' });
    }
    if (operation === 'repos/list-branches') scene.github.setBranch('acme/catalog', 'side', undefined);
    const given = await call(octokit, ids);
    if (operation === 'repos/list-branches') scene.github.setBranch('acme/catalog', 'side', ids.tip);
    expect(given.status).toBe(status);
    expect({ data: given.data }).toMatchObject({ data: answer(ids) });
    expect(scene.github.violations).toEqual([]);
  });

  it('are the operations of the description, no more and no fewer', () => {
    const described = subset.operations.map((operation) => operation.id).sort();
    expect(Object.keys(routes).sort()).toEqual(described);
    expect(CALLS.map(([operation]) => operation).sort()).toEqual(described);
  });

  it('and no other: an operation that is not served is 404 and a violation', async () => {
    await expect(octokit.rest.issues.list()).rejects.toMatchObject({ status: 404 });
    expect(scene.github.violations).toEqual([{ kind: 'unknown operation', operation: 'GET /issues', problems: [] }]);
  });
});
