import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { GIT_ENVIRONMENT } from '../../support/github/git-folder.js';
import { seededRandom } from '../../support/seeded-random.js';
import { catalog, Scene, type SceneOptions } from '../github/github-fixture.js';
import { exampleFlags } from '../publish-fixture.js';

let scene: Scene;
afterEach(() => scene.end());

const providers = Array.from({ length: 20 }, (_, at) => `provider-${String(at).padStart(2, '0')}`);

const settings: [string, SceneOptions][] = [
  ['through one fork that is not there yet', {}],
  ['into the catalog itself', { adaMayPush: true }],
];

test.each(settings)(
  'twenty providers at once %s: none is lost, and all merge in any order',
  async (_how, setting) => {
    scene = await Scene.start(setting);
    const flags = (name: string) => ({ ...exampleFlags, name });
    const outcomes = await Promise.all(providers.map((name) => scene.author().publish({ flags: flags(name) })));
    expect(outcomes.map(({ result }) => result.action)).toEqual(providers.map(() => 'created'));
    expect(scene.pulls.map(({ head }) => head.branch).sort()).toEqual(
      providers.map((name) => `vrtg-provider--${name}`),
    );
    for (const seed of [1, 2]) expect(merged(seed)).toEqual(providers);
    // Twenty real publishes on a machine that may have other work.
  },
  300_000,
);

/** Merges every pull request with git, in an order that the seed decides, and gives the providers of the result. */
function merged(seed: number): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'merge-all-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=Bob', '-c', 'user.email=bob@example.com', ...args], {
      env: GIT_ENVIRONMENT,
      encoding: 'utf8',
    });
  try {
    git('clone', '--quiet', scene.github.repository(catalog).git.path, '.');
    const random = seededRandom(seed);
    const order = [...scene.pulls].map((pull) => ({ pull, at: random.below(1_000_000) })).sort((a, b) => a.at - b.at);
    for (const { pull } of order) {
      git('fetch', '--quiet', pull.head.repository?.git.path ?? '', pull.head.branch);
      git('merge', '--quiet', '--no-ff', '--no-edit', 'FETCH_HEAD');
    }
    return git('ls-tree', '--name-only', 'HEAD:providers')
      .trim()
      .split('\n')
      .filter((name) => name.startsWith('provider-'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each([0, 1, 2])('case 15: the same provider twice at once ends as one pull request (%i)', async (round) => {
  scene = await Scene.start({ adaMayPush: round === 1 });
  if (round === 2) await scene.author().publish({ flags: { tag: 'v0.9.0' } });
  const ended = await Promise.allSettled([scene.author().publish(), scene.author().publish()]);
  for (const each of ended) {
    if (each.status === 'fulfilled') expect(each.value.result.action).toMatch(/created|updated|noop/);
    else expect(each.reason).toMatchObject({ exitCode: expect.toSatisfy((code) => code === 7 || code === 8) });
  }
  expect(ended.some(({ status }) => status === 'fulfilled')).toBe(true);
  scene.expectOnePull({ head: round === 1 ? catalog : 'ada/catalog' });
  expect((await scene.author().publish()).result.action).toMatch(/noop|updated/);
  scene.expectOnePull({ head: round === 1 ? catalog : 'ada/catalog' });
});
