import { expect, test } from 'vitest';
import { TaskTimes } from '../../src/conformance/run/task-times.js';

const hour = 3_600_000;
const { signal } = new AbortController();

test('the first task that ends wakes those who wait for such tasks, and no others', async () => {
  const times = new TaskTimes();
  const woken: string[] = [];
  const cutOff = new AbortController();
  const sleepers = ['Clone', 'Clone', 'Create'].map(async (what) => {
    await times.pause(what, { ms: hour, signal: cutOff.signal });
    woken.push(what);
  });
  times.ended('Clone', 10_000);
  await Promise.all(sleepers.slice(0, 2));
  expect([woken, times.usual('Clone'), times.usual('Create')]).toEqual([['Clone', 'Clone'], 10_000, undefined]);
  cutOff.abort(new Error('the run ended'));
  await expect(sleepers[2]).rejects.toThrow('the run ended');
});

test('later ones wake nobody: when their tasks end is known', async () => {
  const times = new TaskTimes();
  times.ended('Clone', 2);
  const began = performance.now();
  const asleep = times.pause('Clone', { ms: 60, signal });
  times.ended('Clone', 1);
  times.ended('Clone', 3);
  await asleep;
  expect(performance.now() - began).toBeGreaterThan(50);
  expect(times.usual('Clone')).toBe(1);
});

test('a signal that was aborted before is heeded', async () => {
  const over = AbortSignal.abort(new Error('over'));
  await expect(new TaskTimes().pause('Create', { ms: hour, signal: over })).rejects.toThrow('over');
});
