import { afterEach, expect, test } from 'vitest';
import { branch, catalog, entryFile, Scene, type SceneOptions } from '../github/github-fixture.js';
import { named, refusalOf } from '../publish-fixture.js';

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
  { name: 'no fork yet: it is created' },
  {
    name: 'case 5: a fork that is still empty (409) is waited for',
    setting: { options: { forkDelay: { requests: 3 } } },
  },
  { name: 'a fork that is there is used', prepare: () => void scene.github.addFork(catalog, 'ada') },
  {
    name: 'case 3: a fork named catalog-1, beside a repository of the name that is no fork',
    prepare: () => {
      scene.github.addRepository({ owner: 'ada', name: 'catalog', files: { 'notes.txt': 'mine\n' } });
      scene.github.addFork(catalog, 'ada', { name: 'catalog-1' });
    },
    head: 'ada/catalog-1',
  },
  {
    name: 'case 4: a repository of that name that is no fork stays as it is',
    prepare: () => void scene.github.addRepository({ owner: 'ada', name: 'catalog', files: { 'notes.txt': 'mine\n' } }),
    head: 'ada/catalog-1',
  },
  {
    name: 'case 1: a fork thousands of commits behind is brought up to date',
    prepare: () => {
      scene.github.addFork(catalog, 'ada');
      manyChanges(3_000);
    },
  },
  {
    name: 'case 1: a fork behind that shares objects needs no sync',
    setting: { options: { forkObjects: 'shared' } },
    prepare: () => {
      scene.github.addFork(catalog, 'ada', { shared: true });
      change('later.txt');
    },
  },
  {
    name: 'case 6: a diverged fork: what is its own stays out of the pull request',
    prepare: () => {
      scene.github.addFork(catalog, 'ada');
      scene.github.commit('ada/catalog', { branch: 'main', files: { 'own.txt': 'own\n' } });
      change('later.txt');
    },
  },
  {
    name: 'case 2: no workflow scope while the catalog changed a workflow: builds on the newest shared commit',
    prepare: () => {
      scene.github.addFork(catalog, 'ada');
      change('.github/workflows/ci.yml');
    },
    token: { scopes: ['public_repo'] },
  },
  {
    name: 'case 32: a fork of a fork',
    prepare: () => {
      scene.github.addFork(catalog, 'bob');
      scene.github.addFork('bob/catalog', 'ada');
    },
  },
];

/** So many commits on the catalog's main, in one stroke of git. */
function manyChanges(count: number): void {
  const { git } = scene.github.repository(catalog);
  const commits = Array.from({ length: count }, (_, at) => {
    const from = at === 0 ? `from ${git.branch('main')}\n` : '';
    return `commit refs/heads/main\ncommitter Bob <bob@example.com> 1767225600 +0000\ndata 5\nlater${from === '' ? '\n' : `\n${from}`}M 100644 inline later-${at % 50}.txt\ndata <<END\n${at}\nEND\n`;
  });
  git.run(['fast-import', '--quiet'], { input: commits.join('') });
}

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

test('case 2: no workflow scope, and the entry changed since: says which scope', async () => {
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
  ['case 35: a catalog that allows no forks', { allowForking: false }, {}],
  [
    'case 18: the token of a GitHub Actions job, which cannot fork',
    {},
    { kind: 'actions' as const, permissions: { contents: 'read' as const } },
  ],
])('%s: says so', async (_name, setting: SceneOptions, token) => {
  scene = await Scene.start(setting);
  const refusal = await refusalOf(scene.author(token).publish());
  expect(refusal).toMatchObject({ exitCode: 6 });
  expect(refusal.message).toContain('may neither push to acme/catalog nor fork it');
  expect(refusal.hint).toContain('public_repo');
  expect(scene.pulls).toEqual([]);
});
