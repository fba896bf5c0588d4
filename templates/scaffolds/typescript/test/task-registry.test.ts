import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TaskRegistry } from '../src/provider/task-registry.js';

async function ended(tasks: TaskRegistry, id: string) {
  for (;;) {
    const state = tasks.state(id);
    if (state?.done) return state;
    await sleep(1);
  }
}

test('work on one subject never overlaps and keeps its order', async () => {
  const tasks = new TaskRegistry();
  const seen: string[] = [];
  const ids = ['a', 'b', 'c'].map((name) =>
    tasks.start('vm', async () => {
      seen.push(`${name} begins`);
      await sleep(5);
      seen.push(`${name} ends`);
    }),
  );
  for (const id of ids) await ended(tasks, id);
  assert.deepEqual(seen, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('work on different subjects runs at the same time', async () => {
  const tasks = new TaskRegistry();
  let release = () => {};
  const first = tasks.start(
    'one',
    () =>
      new Promise((resolve) => {
        release = resolve;
      }),
  );
  const second = tasks.start('two', async () => release());
  assert.deepEqual(await ended(tasks, second), { done: true, error: '' });
  assert.deepEqual(await ended(tasks, first), { done: true, error: '' });
});

test('what fails is told, and the next work on the subject runs', async () => {
  const tasks = new TaskRegistry();
  const failing = tasks.start('vm', async () => {
    throw new Error('no room left');
  });
  const next = tasks.start('vm', async () => {});
  assert.deepEqual(await ended(tasks, failing), { done: true, error: 'no room left' });
  assert.deepEqual(await ended(tasks, next), { done: true, error: '' });
  assert.equal(tasks.running, 0);
});

test('stop waits for what runs', async () => {
  const tasks = new TaskRegistry();
  let over = false;
  tasks.start('vm', async () => {
    await sleep(20);
    over = true;
  });
  await tasks.stop(10_000);
  assert.equal(over, true);
});

test('stop aborts what takes too long', async () => {
  const tasks = new TaskRegistry();
  const id = tasks.start('vm', async (signal) => {
    await sleep(60_000, undefined, { signal });
  });
  await tasks.stop(10);
  assert.notEqual((await ended(tasks, id)).error, '');
});

test('work that takes too long fails, also where it does not listen, and lets the next one in', async () => {
  const tasks = new TaskRegistry(20);
  const stuck = tasks.start('vm', () => new Promise(() => {}));
  const next = tasks.start('vm', async () => {});
  assert.match((await ended(tasks, stuck)).error, /longer than 0\.02 seconds/);
  assert.deepEqual(await ended(tasks, next), { done: true, error: '' });
});

test('finished tasks are forgotten at last, running ones never', async () => {
  const tasks = new TaskRegistry();
  const running = tasks.start('slow', (signal) => sleep(60_000, undefined, { signal }));
  const first = tasks.start('vm', async () => {});
  let last = first;
  for (let n = 0; n < 10_000; n++) last = tasks.start('vm', async () => {});
  await ended(tasks, last);
  assert.equal(tasks.state(first), undefined);
  assert.equal(tasks.state(running)?.done, false);
  await tasks.stop(0);
});
