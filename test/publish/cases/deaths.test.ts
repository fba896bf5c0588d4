import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { branch, catalog, Scene } from '../github/github-fixture.js';
import { type Author, exampleFlags, named } from '../publish-fixture.js';

const bin = fileURLToPath(new URL('../../../bin/vrtg-provider.js', import.meta.url));
/** `npm run test:kills` kills after every request; otherwise only after those that may have changed something. */
const everyRequest = process.env['VRTG_KILLS'] === 'all';

interface Case {
  name: string;
  tag: string;
  head: string;
  adaMayPush?: boolean;
  /** Part of `npm test` too. */
  always?: boolean;
  prepare: (scene: Scene, ada: Author) => Promise<void> | void;
}

const later = (scene: Scene) =>
  void scene.github.commit(catalog, { branch: 'main', files: { 'later.txt': 'later\n' }, author: 'bob' });

const cases: Case[] = [
  { name: 'the first publish, with no fork yet', tag: 'v1.0.0', head: 'ada/catalog', always: true, prepare: () => {} },
  {
    name: 'the first publish through a fork that is behind',
    tag: 'v1.0.0',
    head: 'ada/catalog',
    prepare: (scene) => {
      scene.github.addFork(catalog, 'ada');
      later(scene);
    },
  },
  {
    name: 'an update through a fork',
    tag: 'v1.1.0',
    head: 'ada/catalog',
    always: true,
    prepare: async (scene, ada) => {
      await ada.publish();
      later(scene);
    },
  },
  {
    name: 'a version after one that was squashed',
    tag: 'v1.1.0',
    head: 'ada/catalog',
    prepare: async (scene, ada) => {
      await ada.publish();
      scene.github.mergePullRequest(catalog, 1, { method: 'squash' });
    },
  },
  { name: 'the first publish without a fork', tag: 'v1.0.0', head: catalog, adaMayPush: true, prepare: () => {} },
  {
    name: 'an update without a fork',
    tag: 'v1.1.0',
    head: catalog,
    adaMayPush: true,
    prepare: async (_scene, ada) => void (await ada.publish()),
  },
];

async function prepared({ adaMayPush = false, prepare }: Case) {
  const scene = await Scene.start({ adaMayPush });
  const ada = scene.author();
  await prepare(scene, ada);
  return { scene, ada };
}

/** The numbers of the requests, of a run that nothing happens to. */
async function requestsOf(wanted: Case): Promise<number[]> {
  const { scene, ada } = await prepared(wanted);
  scene.github.clearRequests();
  await ada.publish({ flags: { tag: wanted.tag } });
  const writes = (method: string, path: string) => method !== 'GET' && path !== '/graphql';
  const numbers = scene.github.requests.flatMap(({ method, path }, index) =>
    everyRequest || writes(method, path) ? [index + 1] : [],
  );
  await scene.end();
  return numbers;
}

function publishInProcess(ada: Author, tag: string) {
  const flags = Object.entries({ ...exampleFlags, tag }).flatMap(([name, value]) => [`--${name}`, value]);
  const report = ada.writeReport({ tag });
  const args = [bin, 'publish', ...flags, '--report', report, '--catalog', ada.catalog, '--json'];
  const { env } = ada.context();
  return execa(process.execPath, args, { cwd: ada.folder, env, extendEnv: false, reject: false, stdin: 'ignore' });
}

const wanted = cases.filter(({ always }) => everyRequest || always);

test.concurrent.each(named(wanted))(
  'case 14: SIGKILL after a request of %s',
  async (_name, each) => {
    const { tag, head } = each;
    const steps = await requestsOf(each);
    expect(steps.length).toBeGreaterThan(3);
    for (const step of steps) {
      const { scene, ada } = await prepared(each);
      const before = scene.pulls.length;
      try {
        const first = publishInProcess(ada, tag);
        scene.github.killAfter(step, () => first.kill('SIGKILL'));
        const { signal, exitCode } = await first;
        // After the last request there is nothing left but to print.
        expect([signal, exitCode], `request ${step}`).toSatisfy(([by, code]) => by === 'SIGKILL' || code === 0);
        const again = everyRequest ? JSON.parse((await publishInProcess(ada, tag)).stdout) : undefined;
        const { action } = again ?? (await ada.publish({ flags: { tag } })).result;
        expect(action, `after SIGKILL at request ${step}`).toMatch(/^(created|updated|noop)$/);
        scene.expectOnePull({ head, tag });
        expect(scene.pulls.length - before).toBeLessThanOrEqual(1);
        expect(scene.github.log(head, branch)[1]?.sha).toBe(scene.github.resolve(catalog, 'main'));
        expect((await ada.publish({ flags: { tag } })).result.action).toBe('noop');
      } finally {
        await scene.end();
      }
    }
  },
  everyRequest ? 3_600_000 : 600_000,
);
