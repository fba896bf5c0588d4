import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GIT_ENVIRONMENT } from '../../support/github/git-folder.js';
import { type Scene, startScene } from './scene.js';

let scene: Scene;
let folder: string;

beforeEach(async () => {
  scene = await startScene();
  folder = mkdtempSync(join(tmpdir(), 'github-clone-'));
});

afterEach(async () => {
  await scene.github.close();
  rmSync(folder, { recursive: true, force: true });
});

function git(args: string[], token?: string): Promise<{ stdout: string; stderr: string }> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const login = token === undefined ? [] : ['-c', `http.extraHeader=Authorization: Basic ${basic}`];
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  return promisify(execFile)('git', [...login, ...who, ...args], { env: { ...GIT_ENVIRONMENT } });
}

it('clones what is public without a token', async () => {
  await git(['clone', '-q', '--depth', '1', scene.github.gitUrl('acme/catalog'), folder]);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('# Catalog\n');
});

it('follows a renamed repository', async () => {
  const url = scene.github.gitUrl('acme/catalog');
  scene.github.renameRepository('acme/catalog', 'providers');
  expect((await git(['ls-remote', url, 'main'])).stdout).toContain(scene.github.resolve('acme/providers', 'main'));
});

it('clones what is private only with a token that may read it', async () => {
  scene.github.addRepository({ owner: 'ada', name: 'hidden', private: true, files: { 'a.md': 'A.\n' } });
  const url = scene.github.gitUrl('ada/hidden');
  await expect(git(['ls-remote', url])).rejects.toThrow(/could not read Username|Authentication failed/);
  await expect(git(['ls-remote', url], scene.github.addToken({ user: 'bob' }))).rejects.toThrow(/not found/);
  expect((await git(['ls-remote', url], scene.github.addToken({ user: 'ada' }))).stdout).toContain('refs/heads/main');
});

it('takes a push, which moves the pull request', async () => {
  const { github } = scene;
  github.addFork('acme/catalog', 'ada');
  github.commit('ada/catalog', { branch: 'topic', files: { 'a.md': 'A.\n' }, author: 'ada' });
  github.openPullRequest('acme/catalog', { head: 'ada:topic', author: 'ada' });
  await git(['clone', '-q', '--branch', 'topic', github.gitUrl('ada/catalog'), folder]);
  writeFileSync(join(folder, 'b.md'), 'B.\n');
  await git(['-C', folder, 'add', 'b.md']);
  await git(['-C', folder, 'commit', '-q', '-m', 'More']);
  await expect(git(['-C', folder, 'push', '-q'], github.addToken({ user: 'bob' }))).rejects.toThrow(/403|denied/);
  await git(['-C', folder, 'push', '-q'], github.addToken({ user: 'ada' }));
  expect(github.pullRequest('acme/catalog', 1).head.sha).toBe(github.resolve('ada/catalog', 'topic'));
  expect(github.readFile('acme/catalog', 'refs/pull/1/head', 'b.md')).toBe('B.\n');
});
