import { expect, test } from 'vitest';
import { catalog, Scene } from '../github/github-fixture.js';
import { named } from '../publish-fixture.js';

interface Case {
  name: string;
  head: string;
  adaMayPush: boolean;
  tag: string;
}

const cases: Case[] = [
  { name: 'the first publish', head: 'ada/catalog', adaMayPush: false, tag: 'v1.0.0' },
  { name: 'an update', head: 'ada/catalog', adaMayPush: false, tag: 'v1.1.0' },
  { name: 'the first publish without a fork', head: catalog, adaMayPush: true, tag: 'v1.0.0' },
];

/** Between two writes nothing changes, so that death after each write, and before the first, stands for all of them. */
async function stepsOfWrites(wanted: Case): Promise<number[]> {
  const { scene, ada } = await prepared(wanted);
  const before = scene.github.requests.length;
  await ada.publish({ flags: { tag: wanted.tag } });
  const own = scene.github.requests.slice(before);
  const steps = own.flatMap(({ method, path }, index) => (method === 'GET' || path === '/graphql' ? [] : [index + 1]));
  await scene.end();
  return [1, ...steps];
}

async function prepared({ adaMayPush, tag }: Case) {
  const scene = await Scene.start({ adaMayPush });
  const ada = scene.author();
  if (tag !== 'v1.0.0') await ada.publish();
  return { scene, ada };
}

test.concurrent.each(named(cases))(
  'the next run ends what a death after any write left of %s',
  async (_name, wanted) => {
    const { tag, head } = wanted;
    const steps = await stepsOfWrites(wanted);
    expect(steps.length).toBeGreaterThan(4);
    for (const step of steps) {
      const { scene, ada } = await prepared(wanted);
      try {
        const death = new AbortController();
        scene.github.killAfter(step, () => death.abort(new Error('died')));
        await expect(ada.publish({ flags: { tag }, signal: death.signal })).rejects.toThrow('died');
        const { result } = await ada.publish({ flags: { tag } });
        expect(result.action, `after death at request ${step}`).toMatch(/created|updated|noop/);
        scene.expectOnePull({ head, tag });
        expect(scene.pulls).toHaveLength(1);
        expect((await ada.publish({ flags: { tag } })).result.action).toBe('noop');
      } finally {
        await scene.end();
      }
    }
  },
  120_000,
);
