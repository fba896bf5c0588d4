import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { watchReadiness } from '../src/server/readiness.js';

const quiet = () => {};

// A provider's ports keep the process alive; here nothing else does.
const alive = setInterval(quiet, 60_000);
after(() => clearInterval(alive));

/** Resolves when the readiness has changed that often. */
function changes(count: number) {
  const seen: boolean[] = [];
  let enough = quiet;
  const all = new Promise<boolean[]>((resolve) => {
    enough = () => resolve(seen);
  });
  const changed = (ready: boolean) => {
    seen.push(ready);
    if (seen.length === count) enough();
  };
  return { all, changed };
}

test('readiness follows the hypervisor, and each change is told once', async () => {
  const answers = [true, true, false, false, true];
  const check = async () => {
    if (answers.shift() === false) throw new Error('connection refused');
  };
  const { all, changed } = changes(3);
  const readiness = await watchReadiness({ check, changed, log: quiet, everyMs: 1 });
  assert.deepEqual(await all, [true, false, true]);
  readiness.stop();
});

test('it is not ready after the stop, also where the hypervisor answers', async () => {
  const { all, changed } = changes(2);
  const readiness = await watchReadiness({ check: async () => {}, changed, log: quiet, everyMs: 1 });
  assert.equal(readiness.isReady(), true);
  readiness.stop();
  assert.equal(readiness.isReady(), false);
  assert.deepEqual(await all, [true, false]);
});
