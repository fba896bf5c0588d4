import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { runConformance } from '../../src/conformance/run-conformance.js';
import { EnvironmentError, InterruptedError } from '../../src/foundation/errors.js';
import {
  PowerOp,
  TaskResponse,
  TaskStatusResponse,
} from '../../src/provider/contract/generated/provider/v1/provider_pb.js';
import type { ChangedHandlers, MockParts } from '../support/mock-provider/changes.js';
import { slowCreates } from '../support/mock-provider/slow-creates.js';
import { startMock } from '../support/mock-provider/start-mock.js';
import { never } from '../support/mock-provider/wrapping.js';
import { mockFixtures, runOnMock, testContext } from './run-on-mock.js';

type Ending = 'an interrupt' | '--timeout' | '--task-timeout';

const createMs = 1_500;

describe.concurrent('a run that ends while VMs are being made leaves none behind', () => {
  it.each<{ synchronous: boolean; ending: Ending; ended: ConformanceReport['ended'] }>([
    { synchronous: false, ending: 'an interrupt', ended: 'interrupted' },
    { synchronous: false, ending: '--timeout', ended: 'timed-out' },
    { synchronous: false, ending: '--task-timeout', ended: undefined },
    { synchronous: true, ending: 'an interrupt', ended: 'interrupted' },
    { synchronous: true, ending: '--timeout', ended: 'timed-out' },
  ])('with $ending, synchronous=$synchronous', async ({ synchronous, ending, ended }) => {
    const creates = slowCreates({ synchronous, ms: createMs });
    const mock = await startMock({ variant: creates });
    const interrupt = new AbortController();
    if (ending === 'an interrupt') {
      void creates.begun.then(() => sleep(createMs / 3)).then(() => interrupt.abort(new InterruptedError('SIGINT')));
    }
    const report = await runConformance(
      {
        target: { kind: 'endpoint', endpoint: mock.endpoint },
        profiles: ['core'],
        focus: /^(create|describe-created|delete-removes)/,
        fixtures: mockFixtures,
        settleMs: 300,
        reproduce: 'vcts run',
        ...(ending === '--timeout' && { timeoutMs: 1_200 }),
        ...(ending === '--task-timeout' && { taskTimeoutMs: 300 }),
      },
      testContext({ signal: interrupt.signal }),
    );
    // What is still being made would show by then.
    await sleep(createMs + 200);
    const left = [...mock.hypervisor.vms.values()].map(({ name }) => name);
    await mock.stop();
    expect({ left, leftovers: report.leftovers, ended: report.ended }).toEqual({ left: [], leftovers: [], ended });
  });
});

describe.concurrent('a provider that goes away and comes back is cleaned up', () => {
  it.each([
    { while: 'nothing is being made', method: 'power', at: 5, parallel: 1, mayAppear: false },
    { while: 'VMs are being made', method: 'create', at: 20, parallel: 12, mayAppear: true },
  ] as const)('while $while', async ({ method, at, parallel, mayAppear }) => {
    let calls = 0;
    const apply = ({ handlers, goAway }: MockParts): ChangedHandlers => {
      const counted = <Request, Answer>(handler: (request: Request) => Answer) => {
        return (request: Request) => {
          calls += 1;
          if (calls === at) goAway(800);
          return handler(request);
        };
      };
      return method === 'power' ? { power: counted(handlers.power) } : { create: counted(handlers.create) };
    };
    const mock = await startMock({ variant: { apply } });
    const { leftovers } = await runConformance(
      {
        target: { kind: 'endpoint', endpoint: mock.endpoint },
        profiles: ['core'],
        fixtures: mockFixtures,
        parallel,
        settleMs: 300,
        reproduce: 'vcts run',
      },
      testContext(),
    );
    const left = mock.hypervisor.vms.size;
    await mock.stop();
    expect({ left, happened: calls >= at }).toEqual({ left: 0, happened: true });
    // Nobody can know what became of a Create whose connection broke.
    const known = leftovers.filter(
      ({ id, reason }) => !(mayAppear && id === '' && reason.includes('may still appear')),
    );
    expect(known).toEqual([]);
  });
});

describe.concurrent('--timeout', () => {
  const verdictOfPowerOn = async (apply: (parts: MockParts) => ChangedHandlers, settleMs: number) => {
    const { tests } = await runOnMock({ variant: { apply } }, { focus: /^power-on$/, timeoutMs: 3_000, settleMs });
    return tests.find(({ id }) => id === 'power-on');
  };

  it('in a pause of VCTS says nothing of the provider', async () => {
    expect(await verdictOfPowerOn(() => ({}), 5_000)).toMatchObject({ verdict: 'could-not-run' });
  });

  it('in a call fails the test and names the call', async () => {
    const verdict = await verdictOfPowerOn(
      ({ handlers }) => ({
        power: (request) => (request.op === PowerOp.ON ? never() : handlers.power(request)),
      }),
      300,
    );
    expect(verdict).toMatchObject({ verdict: 'fail', reason: expect.stringMatching(/waited for Power$/) });
  });

  it('in a task fails the test and names the task', async () => {
    const verdict = await verdictOfPowerOn(
      ({ handlers }) => ({
        power: () => TaskResponse.fromPartial({ task: { id: 'endless' } }),
        taskStatus: (request) =>
          request.task?.id === 'endless' ? TaskStatusResponse.fromPartial({}) : handlers.taskStatus(request),
      }),
      300,
    );
    expect(verdict).toMatchObject({
      verdict: 'fail',
      reason: expect.stringMatching(/waited for .*the task of Power ON/),
    });
  });

  it('before the provider answers is exit code 4', async () => {
    const run = runConformance(
      {
        target: { kind: 'endpoint', endpoint: '127.0.0.1:1' },
        profiles: ['core'],
        timeoutMs: 300,
        reproduce: 'vcts run',
      },
      testContext(),
    );
    await expect(run).rejects.toThrow(EnvironmentError);
    await expect(run).rejects.toMatchObject({ exitCode: 4, message: expect.stringContaining('--timeout') });
  });
});
