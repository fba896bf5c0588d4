import type { Octokit } from 'octokit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOG, type Scene, startScene } from './scene.js';

let scene: Scene;
let ada: Octokit;

beforeEach(async () => {
  scene = await startScene();
  ada = scene.as({ user: 'ada' });
  scene.github.addFork('acme/catalog', 'ada');
  scene.github.commit('ada/catalog', { branch: 'topic', files: { 'providers/new/page.md': 'New.\n' }, author: 'ada' });
});

afterEach(() => scene.github.close());

const repository = (selection: string, octokit = ada, name = 'catalog') =>
  octokit
    .graphql<{ repository: unknown }>(
      `query($name: String!) { repository(owner: "acme", name: $name) { ${selection} } }`,
      { name },
    )
    .then((answer) => answer.repository);

interface Failed {
  errors: { type?: string; message: string; path?: unknown[] }[];
}

async function failure(request: Promise<unknown>): Promise<Failed['errors'][number] | undefined> {
  const failed = await request.then(
    () => undefined,
    (thrown: Failed) => thrown,
  );
  return failed?.errors[0];
}

describe('a repository', () => {
  it.each<[string, string, unknown]>([
    [
      'facts',
      'nameWithOwner isArchived viewerPermission owner { __typename login } licenseInfo { spdxId }',
      {
        nameWithOwner: 'acme/catalog',
        isArchived: false,
        viewerPermission: 'READ',
        owner: { __typename: 'Organization', login: 'acme' },
        licenseInfo: { spdxId: 'Apache-2.0' },
      },
    ],
    [
      'a file',
      'object(expression: "main:README.md") { __typename ... on Blob { text byteSize isTruncated } }',
      { object: { __typename: 'Blob', text: '# Catalog\n', byteSize: 10, isTruncated: false } },
    ],
    [
      'a folder',
      'object(expression: "HEAD:providers") { ... on Tree { entries { name type mode } } }',
      { object: { entries: [{ name: 'mock', type: 'tree', mode: 16384 }] } },
    ],
    ['what is not there', 'object(expression: "main:none") { oid }', { object: null }],
    [
      'a deep file',
      'object(expression: "main:providers") { ... on Tree { entries { object { ... on Tree { entries { name object { ... on Blob { text } } } } } } } }',
      {
        object: {
          entries: [
            {
              object: {
                entries: [
                  { name: 'page.md', object: { text: 'Mock.\n' } },
                  { name: 'provider.yaml', object: { text: 'name: mock\n' } },
                ],
              },
            },
          ],
        },
      },
    ],
    [
      'the tip',
      'defaultBranchRef { name target { ... on Commit { message parents(first: 1) { totalCount } history(first: 1) { nodes { messageHeadline } } } } }',
      {
        defaultBranchRef: {
          name: 'main',
          target: { message: 'Start', parents: { totalCount: 0 }, history: { nodes: [{ messageHeadline: 'Start' }] } },
        },
      },
    ],
    [
      'the own fork',
      'forks(first: 1, affiliations: OWNER) { nodes { nameWithOwner parent { nameWithOwner } } }',
      { forks: { nodes: [{ nameWithOwner: 'ada/catalog', parent: { nameWithOwner: 'acme/catalog' } }] } },
    ],
    ['a branch that is not there', 'ref(qualifiedName: "refs/heads/none") { name }', { ref: null }],
  ])('has %s', async (_, selection, answer) => {
    expect(await repository(selection)).toEqual(answer);
    expect(scene.github.violations).toEqual([]);
  });

  it('is found under its old name', async () => {
    scene.github.renameRepository('acme/catalog', 'providers');
    expect(await repository('nameWithOwner')).toEqual({ nameWithOwner: 'acme/providers' });
  });

  it('that the token cannot see is not found', async () => {
    const error = await failure(repository('id', ada, 'none'));
    expect(error).toMatchObject({
      type: 'NOT_FOUND',
      path: ['repository'],
      message: "Could not resolve to a Repository with the name 'acme/none'.",
    });
  });
});

describe('pull requests', () => {
  beforeEach(() => {
    scene.github.openPullRequest('acme/catalog', { head: 'ada:topic', author: 'ada', title: 'New', body: 'Text' });
    scene.github.seedPullRequests('acme/catalog', { count: 205, author: 'bob' });
  });

  it('come a hundred a request, with their files', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    let requests = 0;
    do {
      const answer: {
        pullRequests: {
          nodes: { files: { nodes: { path: string }[] } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      } = await ada
        .graphql<{ repository: typeof answer }>(
          `query($after: String) { repository(owner: "acme", name: "catalog") { pullRequests(states: OPEN, first: 100, after: $after) {
               nodes { number files(first: 100) { nodes { path } } } pageInfo { hasNextPage endCursor } } } }`,
          { after },
        )
        .then((found) => found.repository);
      requests += 1;
      seen.push(...answer.pullRequests.nodes.flatMap((node) => node.files.nodes.map((file) => file.path)));
      after = answer.pullRequests.pageInfo.hasNextPage ? answer.pullRequests.pageInfo.endCursor : null;
    } while (after !== null);
    expect(requests).toBe(3);
    expect(new Set(seen).size).toBe(206);
    expect(scene.github.violations).toEqual([]);
  });

  it('are found by their head', async () => {
    const selection = `pullRequests(first: 5, headRefName: "topic") { totalCount nodes { number title body isDraft state mergeable
      author { login } headRepositoryOwner { login } headRefOid isCrossRepository } }`;
    expect(await repository(selection)).toEqual({
      pullRequests: {
        totalCount: 1,
        nodes: [
          {
            number: 1,
            title: 'New',
            body: 'Text',
            isDraft: false,
            state: 'OPEN',
            mergeable: 'MERGEABLE',
            author: { login: 'ada' },
            headRepositoryOwner: { login: 'ada' },
            headRefOid: scene.github.resolve('ada/catalog', 'topic'),
            isCrossRepository: true,
          },
        ],
      },
    });
  });

  it.each([
    ['no size', 'pullRequests { totalCount }', 'MISSING_PAGINATION_BOUNDARIES'],
    ['too large a size', 'pullRequests(first: 101) { totalCount }', 'EXCESSIVE_PAGINATION'],
  ])('are refused with %s', async (_, selection, type) => {
    expect(await failure(repository(selection))).toMatchObject({ type });
  });
});

describe('a query that GitHub refuses', () => {
  it.each([
    ['an unknown field', '{ viewer { shoeSize } }', /Cannot query field "shoeSize"/],
    ['no syntax', '{ viewer {', /Syntax Error/],
    ['a wrong argument', '{ repository(owner: 1, name: "x") { id } }', /String cannot represent/],
  ])('for %s is a violation', async (_, query, message) => {
    expect(await failure(ada.graphql(query))).toMatchObject({ message: expect.stringMatching(message) });
    expect(scene.github.violations).toMatchObject([{ kind: 'graphql' }]);
  });

  it('without a token is 401', async () => {
    await expect(scene.anonymous.graphql('{ viewer { login } }')).rejects.toMatchObject({ status: 401 });
  });

  it('of a token without single sign-on says so in a header', async () => {
    const acme = scene.github.world.account('acme');
    if (acme !== undefined) acme.saml = true;
    const failed = await repository('id').then(
      () => undefined,
      (thrown: Failed & { headers: object }) => thrown,
    );
    expect(failed).toMatchObject({
      errors: [{ type: 'FORBIDDEN', extensions: { saml_failure: true } }],
      headers: { 'x-github-sso': expect.any(String) },
    });
  });
});

describe('mutations', () => {
  const commit = (octokit: Octokit, expectedHeadOid: string) =>
    octokit.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(
      `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } ref { name } } }`,
      {
        input: {
          branch: { repositoryNameWithOwner: 'ada/catalog', branchName: 'topic' },
          message: { headline: 'Signed' },
          fileChanges: {
            additions: [{ path: 'signed.md', contents: 'U2lnbmVkLgo=' }],
            deletions: [{ path: 'LICENSE' }],
          },
          expectedHeadOid,
        },
      },
    );

  it('commit on the tip of a branch, signed', async () => {
    const { createCommitOnBranch: made } = await commit(ada, scene.github.resolve('ada/catalog', 'topic') ?? '');
    expect(scene.github.resolve('ada/catalog', 'topic')).toBe(made.commit.oid);
    expect(scene.github.readFile('ada/catalog', 'topic', 'signed.md')).toBe('Signed.\n');
    expect(scene.github.readFile('ada/catalog', 'topic', 'LICENSE')).toBeUndefined();
    const { data } = await ada.rest.git.getCommit({ owner: 'ada', repo: 'catalog', commit_sha: made.commit.oid });
    expect(data.verification.verified).toBe(true);
  });

  it('refuse a stale tip and a stranger', async () => {
    expect(await failure(commit(ada, 'a'.repeat(40)))).toMatchObject({ type: 'STALE_DATA' });
    const head = scene.github.resolve('ada/catalog', 'topic') ?? '';
    expect(await failure(commit(scene.as({ user: 'bob' }), head))).toMatchObject({ type: 'NOT_FOUND' });
  });

  it('open, change and close a pull request', async () => {
    const ids: { base: { id: string }; head: { id: string } } = await ada.graphql(
      '{ base: repository(owner: "acme", name: "catalog") { id } head: repository(owner: "ada", name: "catalog") { id } }',
    );
    const opened: { createPullRequest: { pullRequest: { id: string; number: number } } } = await ada.graphql(
      `mutation($input: CreatePullRequestInput!) { createPullRequest(input: $input) { pullRequest { id number } } }`,
      {
        input: {
          repositoryId: ids.base.id,
          headRepositoryId: ids.head.id,
          baseRefName: 'main',
          headRefName: 'topic',
          title: 'By GraphQL',
        },
      },
    );
    const { id: pullRequestId, number } = opened.createPullRequest.pullRequest;
    await ada.graphql(
      'mutation($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } } }',
      { id: pullRequestId },
    );
    await ada.graphql(
      'mutation($id: ID!) { updatePullRequest(input: { pullRequestId: $id, body: "New" }) { pullRequest { body } } }',
      { id: pullRequestId },
    );
    await ada.graphql(
      'mutation($id: ID!) { closePullRequest(input: { pullRequestId: $id }) { pullRequest { state } } }',
      { id: pullRequestId },
    );
    const { data } = await ada.rest.pulls.get({ ...CATALOG, pull_number: number });
    expect(data).toMatchObject({
      title: 'By GraphQL',
      body: 'New',
      draft: true,
      state: 'closed',
      head: { label: 'ada:topic' },
    });
    expect(scene.github.violations).toEqual([]);
  });
});
