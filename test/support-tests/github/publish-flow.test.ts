import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Octokit } from 'octokit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackGitHub, startGitHub } from '../../support/github/start-github.js';

describe('a publish from a fork, as an octokit client does it', () => {
  let github: LoopbackGitHub;
  let octokit: Octokit;
  let folder: string;

  beforeEach(async () => {
    github = await startGitHub({ forkDelay: { requests: 2 } });
    github.addUser('ada', { name: 'Ada', email: 'ada@example.com' });
    github.seedCatalog(20, { owner: 'acme', name: 'catalog', files: { 'README.md': '# Catalog\n' } });
    const auth = github.addToken({ user: 'ada', scopes: ['repo', 'workflow'] });
    octokit = new Octokit({ auth, baseUrl: github.apiUrl, retry: { enabled: false }, throttle: { enabled: false } });
    folder = mkdtempSync(join(tmpdir(), 'github-flow-'));
  });

  afterEach(async () => {
    await github.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends in a pull request whose head git can clone', async () => {
    const upstream = { owner: 'acme', repo: 'catalog' };
    const { data: catalog } = await octokit.rest.repos.get(upstream);
    expect(catalog.permissions).toMatchObject({ push: false, pull: true });
    const { data: tip } = await octokit.rest.git.getRef({ ...upstream, ref: 'heads/main' });
    const { data: fork } = await octokit.rest.repos.createFork(upstream);
    const mine = { owner: 'ada', repo: fork.name };
    for (const _ of [1, 2]) {
      await expect(octokit.rest.git.getRef({ ...mine, ref: 'heads/main' })).rejects.toMatchObject({ status: 409 });
    }
    const { data: forkTip } = await octokit.rest.git.getRef({ ...mine, ref: 'heads/main' });
    expect(forkTip.object.sha).toBe(tip.object.sha);
    const { data: base } = await octokit.rest.git.getCommit({ ...mine, commit_sha: tip.object.sha });
    const { data: tree } = await octokit.rest.git.createTree({
      ...mine,
      base_tree: base.tree.sha,
      tree: [{ path: 'providers/mine/provider.yaml', mode: '100644', type: 'blob', content: 'name: mine\n' }],
    });
    const { data: commit } = await octokit.rest.git.createCommit({
      ...mine,
      message: 'Add mine',
      tree: tree.sha,
      parents: [tip.object.sha],
    });
    await octokit.rest.git.createRef({ ...mine, ref: 'refs/heads/vrtg-provider--mine', sha: commit.sha });
    const { data: pull } = await octokit.rest.pulls.create({
      ...upstream,
      title: 'Add mine',
      head: 'ada:vrtg-provider--mine',
      base: 'main',
      body: 'Text',
    });
    expect(pull).toMatchObject({
      number: 1,
      state: 'open',
      changed_files: 1,
      head: { label: 'ada:vrtg-provider--mine' },
    });
    const { data: files } = await octokit.rest.pulls.listFiles({ ...upstream, pull_number: 1 });
    expect(files.map((file) => [file.status, file.filename])).toEqual([['added', 'providers/mine/provider.yaml']]);

    await promisify(execFile)('git', [
      'clone',
      '-q',
      '--branch',
      'vrtg-provider--mine',
      github.gitUrl('ada/catalog'),
      folder,
    ]);
    expect(readFileSync(join(folder, 'providers/mine/provider.yaml'), 'utf8')).toBe('name: mine\n');

    const answer: { repository: { pullRequests: { nodes: { files: { nodes: { path: string }[] } }[] } } } =
      await octokit.graphql(
        `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
          id nameWithOwner isArchived viewerPermission defaultBranchRef { name target { oid } }
          pullRequests(states: OPEN, first: 100) {
            nodes { number url headRefName headRepositoryOwner { login } author { login } title body isDraft
              files(first: 100) { nodes { path } } }
            pageInfo { hasNextPage endCursor } }
          object(expression: "main:README.md") { ... on Blob { text oid } ... on Tree { entries { name type } } } } }`,
        { owner: 'acme', name: 'catalog' },
      );
    expect(answer).toMatchObject({
      repository: {
        nameWithOwner: 'acme/catalog',
        viewerPermission: 'READ',
        defaultBranchRef: { name: 'main', target: { oid: tip.object.sha } },
        object: { text: '# Catalog\n' },
        pullRequests: {
          nodes: [
            { number: 1, author: { login: 'ada' }, files: { nodes: [{ path: 'providers/mine/provider.yaml' }] } },
          ],
        },
      },
    });
    expect(github.violations).toEqual([]);
  });
});
