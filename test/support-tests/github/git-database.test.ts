import type { Octokit } from 'octokit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOG, commitByApi, refusal, type Scene, startScene } from './scene.js';

let scene: Scene;
let octokit: Octokit;
let tip: string;

beforeEach(async () => {
  scene = await startScene();
  octokit = scene.as({ user: 'mia' });
  tip = scene.github.resolve('acme/catalog', 'main') ?? '';
});

afterEach(async () => {
  const { violations } = scene.github;
  await scene.github.close();
  expect(violations).toEqual([]);
});

describe('a new tree', () => {
  const file = { path: 'new.md', mode: '100644' as const, type: 'blob' as const };

  it('keeps what the base tree has, adds, replaces and deletes, also whole folders', async () => {
    const { data: tree } = await octokit.rest.git.createTree({
      ...CATALOG,
      base_tree: tip,
      tree: [
        { ...file, path: 'deep/er/new.md', content: 'New.\n' },
        { ...file, path: 'README.md', content: 'Other.\n' },
        { ...file, path: 'providers', sha: null },
      ],
    });
    const { data: found } = await octokit.rest.git.getTree({ ...CATALOG, tree_sha: tree.sha, recursive: '1' });
    const blobs = found.tree.filter((entry) => entry.type === 'blob').map((entry) => entry.path);
    expect(blobs).toEqual(['LICENSE', 'README.md', 'deep/er/new.md']);
    expect(scene.github.readFile('acme/catalog', tree.sha, 'README.md')).toBe('Other.\n');
  });

  it('without a base tree has nothing but its entries', async () => {
    const { data: tree } = await octokit.rest.git.createTree({ ...CATALOG, tree: [{ ...file, content: 'New.\n' }] });
    expect(tree.tree.map((entry) => entry.path)).toEqual(['new.md']);
  });

  it('takes a whole folder by its id', async () => {
    const providers = scene.github.repository('acme/catalog').git.resolve('main:providers', 'tree') ?? '';
    const entry = { path: 'copy', mode: '040000' as const, type: 'tree' as const, sha: providers };
    const { data: tree } = await octokit.rest.git.createTree({ ...CATALOG, base_tree: tip, tree: [entry] });
    expect(scene.github.readFile('acme/catalog', tree.sha, 'copy/mock/provider.yaml')).toBe('name: mock\n');
  });

  it('is cut where it is too long', async () => {
    scene.github.world.treeLimit = 2;
    const { data: tree } = await octokit.rest.git.getTree({ ...CATALOG, tree_sha: 'main', recursive: '1' });
    expect(tree).toMatchObject({ truncated: true, tree: [{ path: 'LICENSE' }, { path: 'README.md' }] });
  });

  it.each([
    ['deletes what is not there', { ...file, sha: null }, 'GitRPC::BadObjectState'],
    ['names an unknown blob', { ...file, sha: 'a'.repeat(40) }, `tree.sha ${'a'.repeat(40)} is not a valid blob`],
    ['climbs', { ...file, path: '../x', content: '' }, 'tree.path contains a malformed path component'],
    ['starts with a slash', { ...file, path: '/x', content: '' }, 'tree.path contains a malformed path component'],
    ['has neither', file, 'Must supply either tree.sha or tree.content. Request will be rejected if both are present.'],
  ])('is refused where an entry %s', async (_, entry, message) => {
    const refused = await refusal(octokit.rest.git.createTree({ ...CATALOG, base_tree: tip, tree: [entry] }));
    expect(refused).toMatchObject({ status: 422, message });
  });
});

describe('a new commit', () => {
  it('says what git says, with the given people and times', async () => {
    const { data: base } = await octokit.rest.git.getCommit({ ...CATALOG, commit_sha: tip });
    const { data: commit } = await octokit.rest.git.createCommit({
      ...CATALOG,
      message: 'Subject\n\nBody\n',
      tree: base.tree.sha,
      parents: [tip],
      author: { name: 'Ann', email: 'ann@example.com', date: '2025-05-05T05:05:05Z' },
    });
    const raw = scene.github.repository('acme/catalog').git.text(['cat-file', '-p', commit.sha]);
    expect(raw).toContain('author Ann <ann@example.com> 1746421505 +0000\ncommitter Ann <ann@example.com> 1746421505');
    expect(commit).toMatchObject({ message: 'Subject\n\nBody', verification: { verified: false, reason: 'unsigned' } });
  });

  it.each([
    ['tree', { tree: 'b'.repeat(40), parents: [] as string[] }, 'Tree SHA does not exist'],
    ['parent', { tree: '', parents: ['b'.repeat(40)] }, 'Parent SHA does not exist or is not a commit object'],
  ])('is refused with an unknown %s', async (_, wrong, message) => {
    const tree = wrong.tree || (scene.github.repository('acme/catalog').git.resolve('main', 'tree') ?? '');
    const refused = await refusal(octokit.rest.git.createCommit({ ...CATALOG, message: 'x', ...wrong, tree }));
    expect(refused).toMatchObject({ status: 422, message });
  });

  it('of an app that names nobody is signed by GitHub', async () => {
    const app = scene.as({ kind: 'app', permissions: { contents: 'write' } });
    const sha = await commitByApi(app, CATALOG, { parent: tip, files: { 'a.md': 'A.\n' } });
    const { data } = await app.rest.git.getCommit({ ...CATALOG, commit_sha: sha });
    expect(data.verification).toMatchObject({ verified: true, reason: 'valid' });
  });
});

describe('a ref', () => {
  it.each([
    ['that is there', 'refs/heads/main', 'Reference already exists'],
    ['whose name git forbids', 'refs/heads/a..b', 'refs/heads/a..b is not a valid ref name.'],
    ['without two slashes', 'main', "Reference name must start with 'refs' and have at least two slashes."],
    ['below one that is a file', 'refs/heads/main/x', 'Reference update failed'],
  ])('%s is not created', async (_, ref, message) => {
    expect(await refusal(octokit.rest.git.createRef({ ...CATALOG, ref, sha: tip }))).toMatchObject({
      status: 422,
      message,
    });
  });

  it('to an unknown object is not created', async () => {
    const refused = await refusal(octokit.rest.git.createRef({ ...CATALOG, ref: 'refs/heads/x', sha: 'c'.repeat(40) }));
    expect(refused).toMatchObject({ status: 422, message: 'Object does not exist' });
  });

  it('moves only forward unless forced', async () => {
    const one = await commitByApi(octokit, CATALOG, { parent: tip, files: { 'a.md': '1\n' } });
    const two = await commitByApi(octokit, CATALOG, { parent: tip, files: { 'a.md': '2\n' } });
    await octokit.rest.git.createRef({ ...CATALOG, ref: 'refs/heads/topic', sha: one });
    const move = { ...CATALOG, ref: 'heads/topic', sha: two };
    expect(await refusal(octokit.rest.git.updateRef(move))).toMatchObject({
      status: 422,
      message: 'Update is not a fast forward',
    });
    await octokit.rest.git.updateRef({ ...move, force: true });
    expect(scene.github.resolve('acme/catalog', 'topic')).toBe(two);
  });

  it('that is not there is 404 to read and 422 to move or delete', async () => {
    const ref = { ...CATALOG, ref: 'heads/none' };
    expect(await refusal(octokit.rest.git.getRef(ref))).toMatchObject({ status: 404 });
    expect(await refusal(octokit.rest.git.updateRef({ ...ref, sha: tip }))).toMatchObject({ status: 422 });
    expect(await refusal(octokit.rest.git.deleteRef(ref))).toMatchObject({
      status: 422,
      message: 'Reference does not exist',
    });
  });

  it.each([
    ['pull_request', 'update', 'Changes must be made through a pull request.'],
    ['update', 'update', 'Cannot update this protected ref.'],
    ['creation', 'create', 'Cannot create ref due to creations being restricted.'],
    ['required_signatures', 'create', 'Commits must have verified signatures.'],
    ['deletion', 'delete', 'Cannot delete this protected ref.'],
  ] as const)('under the rule %s is protected (%s)', async (type, doing, message) => {
    const sha = await commitByApi(octokit, CATALOG, { parent: tip, files: { 'a.md': '1\n' } });
    if (doing !== 'create') scene.github.setBranch('acme/catalog', 'held/x', tip);
    scene.github.repository('acme/catalog').rules.push({ type, branch: 'held/*' });
    const where = { ...CATALOG, ref: 'heads/held/x' };
    const calls = {
      create: () => octokit.rest.git.createRef({ ...CATALOG, ref: 'refs/heads/held/x', sha }),
      update: () => octokit.rest.git.updateRef({ ...where, sha }),
      delete: () => octokit.rest.git.deleteRef(where),
    };
    const refused = await refusal(calls[doing]());
    expect(refused).toMatchObject({ status: 422, message: `Repository rule violations found\n\n${message}\n\n` });
  });
});

describe('an empty repository', () => {
  it.each([
    ['ref', () => octokit.rest.git.getRef({ owner: 'mia', repo: 'empty', ref: 'heads/main' })],
    ['commits', () => octokit.rest.repos.listCommits({ owner: 'mia', repo: 'empty' })],
    ['blob', () => octokit.rest.git.createBlob({ owner: 'mia', repo: 'empty', content: 'x' })],
  ])('has no git data: %s', async (_, call) => {
    scene.github.addRepository({ owner: 'mia', name: 'empty' });
    expect(await refusal(call())).toMatchObject({ status: 409, message: 'Git Repository is empty.' });
  });
});
