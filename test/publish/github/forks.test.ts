import { afterEach, expect, test } from 'vitest';
import { named, refusalOf } from '../publish-fixture.js';
import { branch, catalog, entryFile, Scene, type SceneOptions } from './github-fixture.js';

let scene: Scene;
afterEach(() => scene.end());

interface Case {
  name: string;
  setting?: SceneOptions;
  prepare?: () => void;
  token?: { scopes: string[] };
  head?: string;
}

const cases: Case[] = [
  { name: 'creates the fork' },
  { name: 'waits for a fork that is still empty', setting: { options: { forkDelay: { requests: 3 } } } },
  { name: 'uses the fork that is there', prepare: () => void scene.github.addFork(catalog, 'ada') },
  {
    name: 'uses a fork of another name beside a repository of that name that is no fork',
    prepare: () => {
      scene.github.addRepository({ owner: 'ada', name: 'catalog', files: { 'notes.txt': 'mine\n' } });
      scene.github.addFork(catalog, 'ada', { name: 'catalog-1' });
    },
    head: 'ada/catalog-1',
  },
  {
    name: 'leaves a repository of that name alone that is no fork',
    prepare: () => void scene.github.addRepository({ owner: 'ada', name: 'catalog', files: { 'notes.txt': 'mine\n' } }),
    head: 'ada/catalog-1',
  },
  {
    name: 'brings a fork that is behind up to date',
    prepare: () => {
      scene.github.addFork(catalog, 'ada');
      for (let count = 0; count < 40; count += 1) change(`later-${count}.txt`);
    },
  },
  {
    name: 'needs no sync where forks share objects',
    setting: { options: { forkObjects: 'shared' } },
    prepare: () => {
      scene.github.addFork(catalog, 'ada', { shared: true });
      change('later.txt');
    },
  },
  {
    name: 'leaves the default branch of a diverged fork as it is',
    prepare: () => {
      scene.github.addFork(catalog, 'ada');
      scene.github.commit('ada/catalog', { branch: 'main', files: { 'own.txt': 'own\n' } });
      change('later.txt');
    },
  },
  {
    name: 'builds on the newest shared commit where the workflow scope is missing',
    prepare: () => {
      scene.github.addFork(catalog, 'ada');
      change('.github/workflows/ci.yml');
    },
    token: { scopes: ['public_repo'] },
  },
  {
    name: 'uses a fork of a fork',
    prepare: () => {
      scene.github.addFork(catalog, 'bob');
      scene.github.addFork('bob/catalog', 'ada');
    },
  },
];

function change(path: string, text = 'later\n'): void {
  scene.github.commit(catalog, { branch: 'main', files: { [path]: text }, author: 'bob' });
}

test.each(named(cases))('%s', async (_name, { setting, prepare, token, head = 'ada/catalog' }) => {
  scene = await Scene.start(setting);
  prepare?.();
  const ownBefore = scene.github.world.repository('ada', 'catalog')?.git.branch('main');
  const ada = scene.author(token);
  expect((await ada.publish()).result.action).toBe('created');
  scene.expectOnePull({ head });
  const paths = scene.github.listFiles(head, branch);
  expect(paths).not.toContain('own.txt');
  expect((await ada.publish()).result.action).toBe('noop');
  expect((await ada.publish({ flags: { tag: 'v1.1.0' } })).result.action).toBe('updated');
  scene.expectOnePull({ head, tag: 'v1.1.0' });
  if (paths.includes('notes.txt'))
    expect(scene.github.world.repository('ada', 'catalog')?.git.branch('main')).toBe(ownBefore);
});

test('does not undo a change of the entry that the fork cannot see', async () => {
  scene = await Scene.start();
  scene.github.addFork(catalog, 'ada');
  change('.github/workflows/ci.yml');
  change(entryFile, 'name: your-provider\ntag: v0.9.0\n');
  const refusal = await refusalOf(scene.author({ user: 'ada', scopes: ['public_repo'] }).publish());
  expect(refusal).toMatchObject({ code: 'GITHUB_MISSING_SCOPE', exitCode: 6 });
  expect(refusal.hint).toContain('workflow');
  expect(scene.pulls).toEqual([]);
});

test.each([
  ['a catalog that allows no forks', { allowForking: false }, {}],
  ['the token of a GitHub Actions job', {}, { kind: 'actions' as const, permissions: { contents: 'read' as const } }],
])('says so where no fork can be made: %s', async (_name, setting: SceneOptions, token) => {
  scene = await Scene.start(setting);
  const refusal = await refusalOf(scene.author(token).publish());
  expect(refusal).toMatchObject({ exitCode: 6 });
  expect(refusal.message).toContain('may neither push to acme/catalog nor fork it');
});
