import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LoopbackGitHub, startGitHub } from '../../support/github/start-github.js';

let github: LoopbackGitHub;

beforeEach(async () => {
  github = await startGitHub();
});

afterEach(() => github.close());

it('makes a catalog of so many providers', () => {
  github.seedCatalog(1000);
  const files = github.listFiles('projectbeskar/virtrigaud', 'main');
  expect(files.filter((path) => path.endsWith('/provider.yaml'))).toHaveLength(1000);
  expect(github.readFile('projectbeskar/virtrigaud', 'main', 'providers/seed-000999/provider.yaml')).toContain(
    'name: seed-000999\n',
  );
});

it('makes the same commits in every run', async () => {
  const other = await startGitHub();
  const tips = [github, other].map((each) => {
    each.addRepository({ owner: 'acme', name: 'catalog', files: { 'a.md': 'A.\n' } });
    return each.resolve('acme/catalog', 'main');
  });
  await other.close();
  expect(tips[0]).toBe(tips[1]);
});

it('opens many pull requests of another author at once', () => {
  github.addUser('bob');
  github.addRepository({ owner: 'acme', name: 'catalog', files: { 'a.md': 'A.\n' } });
  const pulls = github.seedPullRequests('acme/catalog', { count: 3, author: 'bob' });
  expect(pulls.map((pull) => [pull.number, pull.head.branch, pull.state])).toEqual([
    [1, 'seed-000000', 'open'],
    [2, 'seed-000001', 'open'],
    [3, 'seed-000002', 'open'],
  ]);
  expect(github.readFile('acme/catalog', 'refs/pull/3/head', 'providers/seed-000002/provider.yaml')).toContain(
    'name: seed-000002',
  );
});

it('leaves nothing behind when it is closed', async () => {
  const other = await startGitHub();
  other.addRepository({ owner: 'acme', name: 'catalog', files: { 'a.md': 'A.\n' } });
  const { folder } = other.world;
  expect(existsSync(folder)).toBe(true);
  await other.close();
  expect(existsSync(folder)).toBe(false);
});
