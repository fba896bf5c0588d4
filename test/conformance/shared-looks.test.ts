import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginningState } from '../../src/conformance/beginning-state.js';
import { openConnection } from '../../src/conformance/client/connection.js';
import { Connections } from '../../src/conformance/client/connections.js';
import { Journal } from '../../src/conformance/run/journal.js';
import { RunTimedOut } from '../../src/conformance/run/outcomes.js';
import type { RunState } from '../../src/conformance/run/run-state.js';
import { TestRun } from '../../src/conformance/run/run-test.js';
import { TestContext } from '../../src/conformance/run/test-context.js';
import { suite } from '../../src/conformance/suite/suite.js';
import { PowerOp } from '../../src/provider/contract/generated/provider/v1/provider_pb.js';
import { startMock } from '../support/mock-provider/start-mock.js';
import { mockFixtures, testContext } from './run-on-mock.js';

let mock: Awaited<ReturnType<typeof startMock>>;
beforeAll(async () => {
  mock = await startMock({});
});
afterAll(() => mock.stop());

/** A run on the mock, with the ids of the tests that asked ListVMs, in their order. */
function newRun(): {
  run: RunState;
  askers: string[];
  end: AbortController;
  endCleanup: AbortController;
  close: () => void;
} {
  const connect = () => openConnection({ endpoint: mock.endpoint });
  const connections = new Connections(connect, 2);
  const end = new AbortController();
  const endCleanup = new AbortController();
  const askers: string[] = [];
  const run: RunState = {
    ...beginningState(new Journal(undefined)),
    context: testContext(),
    signal: end.signal,
    cleanupSignal: endCleanup.signal,
    limits: { taskTimeoutMs: 5_000, callTimeoutMs: undefined, settleMs: 300 },
    fixtures: mockFixtures,
    knownFailures: new Set(),
    newName: () => `vcts-looks-${askers.length}`,
    trace: (testId, { method }) => {
      if (method === 'ListVMs') askers.push(testId);
    },
    connect,
    connections,
    baseline: new Map(),
  };
  return { run, askers, end, endCleanup, close: () => connections.close() };
}

const methodsOf = (context: TestContext) => context.exchange.exchange.map(({ method }) => method);

test('what another test has just seen counts, and stands in the exchange of both', async () => {
  const { run, askers, close } = newRun();
  const [one, other] = [new TestContext(run, { id: 'one' }), new TestContext(run, { id: 'other' })];
  const rows = await one.list();
  expect(await other.list()).toBe(rows);
  expect(await other.list()).toBe(rows);
  expect(askers).toEqual(['one']);
  expect([methodsOf(one), methodsOf(other)]).toEqual([['ListVMs'], ['ListVMs']]);
  close();
});

test('what was seen before a change of its own, before a part of it began or before a wrong look counts for nobody', async () => {
  const { run, askers, close } = newRun();
  const [one, other] = [new TestContext(run, { id: 'one' }), new TestContext(run, { id: 'other' })];
  await one.list();
  const vm = await other.vm();
  expect((await other.list()).some(({ id }) => id === vm.id)).toBe(true);
  expect(askers).toEqual(['one', 'other']);
  one.beginPart();
  await one.list();
  expect(askers).toEqual(['one', 'other', 'one']);
  let looks = 0;
  await one.until(async () => {
    await one.list();
    looks += 1;
    return looks < 2 ? 'not yet' : undefined;
  });
  expect(askers).toEqual(['one', 'other', 'one', 'one']);
  await other.delete(vm);
  close();
});

test('whose a VM is, any look since the part began tells, but for its Delete', async () => {
  const { run, askers, close } = newRun();
  const [one, other] = [new TestContext(run, { id: 'one' }), new TestContext(run, { id: 'other' })];
  const vm = await one.vm();
  await one.list();
  await one.power(vm, PowerOp.ON);
  await one.power(vm, PowerOp.OFF);
  expect(askers).toEqual(['one']);
  other.beginPart();
  await other.assertOwn(vm);
  expect(askers).toEqual(['one', 'other']);
  expect(other.exchange.exchange.map(({ atMs }) => atMs >= 0)).toEqual([true]);
  one.seesSince = performance.now();
  await one.assertOwn(vm);
  expect(askers).toEqual(['one', 'other']);
  vm.entry.state = 'deleting';
  await one.assertOwn(vm);
  expect(askers).toEqual(['one', 'other', 'one']);
  await one.delete(vm);
  close();
});

test('a look that is cut off with the test that asked is taken again for those who go on', async () => {
  const { run, askers, end, close } = newRun();
  const one = new TestContext(run, { id: 'one' });
  const cleanup = new TestContext(run, { id: 'cleanup', signal: run.cleanupSignal });
  const [cutOff, seen] = [one.list(), cleanup.list()];
  end.abort(new Error('interrupted'));
  await expect(cutOff).rejects.toThrow('interrupted');
  expect(Array.isArray(await seen)).toBe(true);
  expect(askers).toEqual(['cleanup']);
  close();
});

test('a Create that the cleanup cut off fails its test by name, and is no fault of VCTS', async () => {
  const { run, end, endCleanup, close } = newRun();
  const created = suite.find(({ id }) => id === 'create-returns-id');
  if (!created) throw new Error('the suite has no create-returns-id');
  const testRun = new TestRun(
    {
      ...created,
      run: (test) => {
        test.underWay.add({ method: 'Create' });
        end.abort(new RunTimedOut('--timeout (1s) ended the run'));
        endCleanup.abort(new Error('the time for the cleanup was over'));
        return Promise.reject(run.cleanupSignal.reason);
      },
    },
    run,
  );
  await testRun.perform('run');
  const { verdict, reason } = testRun.result();
  expect({ verdict, reason }).toEqual({
    verdict: 'fail',
    reason: '--timeout (1s) ended the run while it waited for Create',
  });
  close();
});

test('tests take the connections in turn', () => {
  const { run, close } = newRun();
  const first = run.connections.next();
  const second = run.connections.next();
  expect([first === run.connections.first, first === second, run.connections.next() === first]).toEqual([
    true,
    false,
    true,
  ]);
  close();
});
