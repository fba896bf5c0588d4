import { describe, expect, test } from 'vitest';
import { TaskRegistry } from '../../../providers/mock/src/task-registry.js';
import { PowerOp } from '../../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { newName } from '../../support/mock-provider/provider-client.js';
import { mockForTests } from './mock.js';

const quick = mockForTests();
const slow = mockForTests({ latency: { create: 60_000, power: 40 } });

describe('without latency', () => {
  test('a task is done at the first poll', async () => {
    const { task } = await quick().call('create', { name: newName() });
    expect(await quick().call('taskStatus', { task })).toMatchObject({ done: true, error: '' });
  });

  test('an unknown task is NOT_FOUND', async () => {
    expect(await quick().outcome('taskStatus', { task: { id: 'task-none' } })).toBe('NOT_FOUND');
  });

  test.each([{}, { task: { id: '' } }])('a task that is not named is INVALID_ARGUMENT: %o', async (request) => {
    expect(await quick().outcome('taskStatus', request)).toBe('INVALID_ARGUMENT');
  });
});

describe('with latency', () => {
  test('a VM that is being made is listed, so that it can be cleaned up', async () => {
    const { id, task } = await slow().call('create', { name: newName() });
    const { done } = await slow().call('taskStatus', { task });
    expect([done, (await slow().listed(id))?.id]).toEqual([false, id]);
  });

  test('a change to a VM that is being made waits for it', async () => {
    const { id } = await slow().call('create', { name: newName() });
    const { task } = await slow().call('power', { id, op: PowerOp.ON });
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect([await slow().power(id), (await slow().call('taskStatus', { task })).done]).toEqual(['Off', false]);
  });
});

describe('the registry', () => {
  test('takes jobs of one subject one after another', async () => {
    const tasks = new TaskRegistry();
    const order: string[] = [];
    const job = (name: string, durationMs: number) => ({
      subject: 'vm',
      durationMs,
      work: () => void order.push(name),
    });
    const ids = [tasks.start(job('slow', 30)), tasks.start(job('quick', 0))];
    await expect.poll(() => ids.every((id) => tasks.status(id)?.done)).toBe(true);
    expect(order).toEqual(['slow', 'quick']);
  });

  test('takes jobs of different subjects at the same time', async () => {
    const tasks = new TaskRegistry();
    const never = tasks.start({ subject: 'a', durationMs: 60_000, work: () => {} });
    const quickly = tasks.start({ subject: 'b', durationMs: 1, work: () => {} });
    await expect.poll(() => tasks.status(quickly)?.done).toBe(true);
    expect(tasks.status(never)?.done).toBe(false);
    tasks.close();
  });

  test('tells what a job threw', () => {
    const tasks = new TaskRegistry();
    const work = () => {
      throw new Error('no space left');
    };
    const id = tasks.start({ subject: 'vm', durationMs: 0, work });
    expect(tasks.status(id)).toEqual({ done: true, error: 'no space left' });
  });

  test('knows the last 10,000 that are finished, and all that run', () => {
    const tasks = new TaskRegistry();
    const job = { subject: 'vm', durationMs: 0, work: () => {} };
    const running = tasks.start({ ...job, subject: 'other', durationMs: 60_000 });
    const ids = Array.from({ length: 10_001 }, () => tasks.start(job));
    const known = [running, ...ids].filter((id) => tasks.status(id) !== undefined);
    expect([known.length, tasks.status(ids[0] ?? ''), tasks.running]).toEqual([10_001, undefined, 1]);
    tasks.close();
  });

  test('a job takes no effect before its time', async () => {
    const tasks = new TaskRegistry();
    let done = false;
    const work = () => {
      done = true;
    };
    const id = tasks.start({ subject: 'vm', durationMs: 20, work });
    const before = [done, tasks.status(id)?.done];
    await expect.poll(() => tasks.status(id)?.done).toBe(true);
    expect([before, done]).toEqual([[false, false], true]);
  });
});
