import type { RequestInit, ResponseOf } from '../../../provider/contract/provider-service.js';
import { CallError } from '../../client/call-error.js';
import { Failed, TaskFailure } from '../../run/outcomes.js';
import type { TestContext } from '../../run/test-context.js';
import type { TestDefinition } from '../../run/test-definition.js';

const shortDeadlineMs = 30_000;

export const taskTests: readonly TestDefinition[] = [
  {
    id: 'task-unknown',
    profile: 'core',
    capabilities: [],
    level: 'advisory',
    phase: 'quiet',
    calls: 'TaskStatus',
    asserts: 'a task that never was is not reported as success',
    sendsWrong: true,
    run: async (test) => {
      const taskId = `${test.run.newName()}-no-such-task`;
      const refusal = await test.refusal(async () => {
        const { done, error } = await test.client.call('taskStatus', { task: { id: taskId } });
        if (error !== '') throw new TaskFailure(error, { reported: true });
        if (!done) throw new TaskFailure('not done', { reported: true });
      });
      if (!refusal) throw new Failed('TaskStatus says that a task which never was is done, without an error');
    },
  },
  {
    id: 'task-stays-done',
    profile: 'core',
    capabilities: [],
    level: 'required',
    phase: 'together',
    weight: 2,
    watches: true,
    calls: 'TaskStatus again after done',
    asserts: 'done, or NOT_FOUND',
    run: async (test) => {
      const { taskId } = await test.vm();
      if (taskId === undefined) return test.notApplicable('Create answers without a task');
      await test.stays(async () => {
        try {
          const { done, error } = await test.client.call('taskStatus', { task: { id: taskId } });
          if (error !== '') throw new Failed(`a task that ended clean now has the error "${error}"`);
          if (!done) throw new Failed('a task that was done is not done when asked again');
        } catch (thrown) {
          if (!(thrown instanceof CallError)) throw thrown;
          if (thrown.status !== 'NOT_FOUND')
            throw new Failed(`a task that was done must be done or NOT_FOUND when asked again; ${thrown.message}`, {
              cause: thrown,
            });
        }
        return undefined;
      });
    },
  },
  {
    id: 'second-connection',
    profile: 'core',
    capabilities: [],
    level: 'required',
    phase: 'together',
    // A connection takes its time, and should not be waited for alone.
    weight: 3,
    calls: 'Create, then TaskStatus, Describe and ListVMs from another connection',
    asserts: 'it sees the VM and the task of the first',
    run: async (test) => {
      const connection = test.run.connect();
      try {
        const elsewhere = test.clientOn(connection);
        const { id, name, taskId } = await test.vm();
        if (taskId !== undefined) await seeTask(test, { elsewhere, taskId });
        await test.until(async () => {
          const { exists } = await elsewhere.call('describe', { id });
          return exists ? undefined : `from another connection Describe says that "${id}" does not exist`;
        });
        await test.until(async () => {
          const { vms } = await elsewhere.call('listVMs', {});
          return vms.some((row) => row.id === id && row.name === name)
            ? undefined
            : `from another connection ListVMs lacks "${id}"`;
        });
      } finally {
        connection.close();
      }
    },
  },
  {
    id: 'task-missing-ref',
    profile: 'core',
    capabilities: [],
    level: 'required',
    phase: 'destructive',
    weight: 0,
    mayBreak: true,
    calls: 'TaskStatus with an empty task id and without a task, then Validate, Create, Delete',
    asserts: 'an error, and the server still answers and still writes',
    sendsWrong: true,
    run: async (test) => {
      await missingRefIsAnError(test);
    },
  },
];

async function seeTask(
  test: TestContext,
  { elsewhere, taskId }: { elsewhere: TestContext['client']; taskId: string },
): Promise<void> {
  try {
    const { done, error } = await elsewhere.call('taskStatus', { task: { id: taskId } });
    if (error !== '' || !done) throw new Failed('from another connection a task that is done is not done');
  } catch (thrown) {
    if (!(thrown instanceof CallError && thrown.status === 'NOT_FOUND')) throw thrown;
    // A provider may forget a task once it told that it is done; then the first connection does not know it either.
    const known = await test.client.call('taskStatus', { task: { id: taskId } }).then(
      () => true,
      () => false,
    );
    if (known)
      throw new Failed('from another connection a task is NOT_FOUND that the first connection still knows', {
        cause: thrown,
      });
  }
}

async function missingRefIsAnError(test: TestContext): Promise<void> {
  // An empty id means that there was nothing to wait for, so any answer will do.
  await answerTo(test, { request: { task: { id: '' } }, what: 'TaskStatus with an empty task id' });
  const what = 'TaskStatus without a task';
  const answer = await answerTo(test, { request: {}, what });
  if (answer?.error === '') throw new Failed(`${what} was answered with OK (done=${answer.done}) and no error`);
}

/** Undefined where it is refused. Rejects with Failed or ServerDied where there is no answer at all. */
async function answerTo(
  test: TestContext,
  { request, what }: { request: RequestInit<'taskStatus'>; what: string },
): Promise<ResponseOf<'taskStatus'> | undefined> {
  try {
    return await test.client.call('taskStatus', request, { deadlineMs: shortDeadlineMs });
  } catch (thrown) {
    if (!(thrown instanceof CallError)) throw thrown;
    if (!thrown.isSilence) return undefined;
    await test.assertAlive(what);
    throw new Failed(`${what} broke the connection: ${thrown.message}`);
  }
}
