import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/conformance/report/exit-code.js';
import { runConformance } from '../../src/conformance/run-conformance.js';
import { hostileServer } from '../support/hostile-transport.js';
import { hostileProviders } from './hostile-providers.js';
import { mistakesIn } from './report/readers.js';
import { mockFixtures, testContext } from './run-on-mock.js';

const options = {
  profiles: ['core'],
  fixtures: mockFixtures,
  focus:
    /^(validate-ok|create-returns-id|describe-(created|raw-json|power-enum)|list-contains-created|power-on|reconfigure-absent-vm|task-stays-done|no-leftovers)$/,
  settleMs: 300,
  reproduce: 'vcts run',
} as const;

/** Far more than any of them takes: a run that only this ends is one that hangs. */
const bound = 45_000;

describe.concurrent('a provider that', () => {
  it.each(hostileProviders)('$what', async ({ start, limits, blamed, ended }) => {
    const { endpoint, stop } = await start();
    const target = { kind: 'endpoint', endpoint } as const;
    const report = await runConformance({ ...options, ...limits, target, timeoutMs: bound }, testContext());
    await stop();
    const failed = report.tests.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    // A filtered run that fails nothing is incomplete.
    const exitCode = ended === 'provider-lost' ? 4 : blamed.length > 0 ? 1 : 3;
    expect({ failed, ended: report.ended, exitCode: exitCodeOf(report) }).toEqual({ failed: blamed, ended, exitCode });
    expect(await mistakesIn(report)).toEqual([]);
  });
});

describe.concurrent('exit code 4 is the verdict on a server that', () => {
  it.each<{ what: string; greet: (socket: Socket) => void }>([
    { what: 'accepts and never answers', greet: () => {} },
    { what: 'hangs up at once', greet: (socket) => socket.destroy() },
    { what: 'sends 5 MB of something else', greet: (socket) => socket.write(Buffer.alloc(5_000_000, 'x')) },
    { what: 'speaks HTTP/1.1', greet: (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n') },
  ])('$what', async ({ greet }) => {
    const { endpoint, stop } = await hostileServer(greet);
    const target = { kind: 'endpoint', endpoint } as const;
    const run = runConformance({ ...options, target, timeoutMs: 2_000 }, testContext());
    await expect(run).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE', exitCode: 4 });
    await stop();
  });
});
