import { setLogger, status } from '@grpc/grpc-js';
import { EnvironmentError, messageOf } from '../../../src/foundation/errors.js';
import { exitCodes } from '../../../src/foundation/exit-codes.js';
import { providerDefinition } from '../../../src/provider/contract/provider-service.js';
import { dispatch, type Observer } from './call-dispatch.js';
import { bracketed, serveGrpc } from './grpc-server.js';
import { serveHealth } from './health-server.js';
import { Hypervisor } from './hypervisor.js';
import type { Latency } from './latency.js';
import type { Log } from './log.js';
import { type Metrics, mockMetrics } from './metrics.js';
import { mockHandlers } from './mock-handlers.js';
import { serverCredentials, type TlsOptions } from './server-credentials.js';
import { TaskRegistry } from './task-registry.js';

export interface ServeMockOptions {
  host: string;
  /** 0 for any free port, here and below. */
  port: number;
  healthPort: number;
  latency: Latency;
  log: Log;
  tls?: TlsOptions;
  /** How long calls in flight may take when it is stopped; milliseconds. */
  graceMs: number;
}

export interface RunningMock {
  /** `host:port` of the gRPC server. */
  endpoint: string;
  /** Base URL of /healthz, /readyz and /metrics. */
  health: string;
  /** Readiness off, calls in flight finished or cut off, ports free. */
  stop: () => Promise<void>;
}

/** Starts the mock provider. Throws EnvironmentError where a port cannot be had, UserError where TLS files are wrong. */
export async function serveMock(options: ServeMockOptions): Promise<RunningMock> {
  const { host, log } = options;
  // Left alone, grpc-js writes lines of its own to stderr beside ours.
  const fromGrpc = (...words: unknown[]) => log('debug', words.join(' '));
  setLogger({ error: fromGrpc, info: fromGrpc, debug: fromGrpc });
  const credentials = serverCredentials(options.tls);
  const state = { hypervisor: new Hypervisor(), tasks: new TaskRegistry(), latency: options.latency };
  const metrics = mockMetrics(state);
  metrics.addProcess();
  let ready = false;
  const health = await had({ host, port: options.healthPort, flag: '--health-port' }, (at) =>
    serveHealth({ ...at, isReady: () => ready, metrics }),
  );
  const implementation = dispatch(mockHandlers(state), observer(log, metrics));
  const grpc = await had({ host, port: options.port, flag: '--port' }, (at) =>
    serveGrpc({ ...at, credentials, definition: providerDefinition, implementation }),
  ).catch(async (thrown) => {
    await health.stop();
    throw thrown;
  });
  ready = true;
  return {
    endpoint: `${bracketed(host)}:${grpc.port}`,
    health: `http://${bracketed(host)}:${health.port}`,
    stop: async () => {
      log('info', 'draining');
      ready = false;
      grpc.drain();
      await grpc.stop(options.graceMs);
      state.tasks.close();
      await health.stop();
      log('info', 'stopped');
    },
  };
}

function observer(log: Log, metrics: Metrics): Observer {
  return (record) => {
    metrics.observe(record);
    const { method, code, durationMs, testId, bug } = record;
    log('debug', 'call', {
      method,
      code: status[code],
      ms: Math.round(durationMs * 100) / 100,
      ...(testId && { testId }),
    });
    if (bug !== undefined)
      log('error', 'a handler failed', { method, error: bug instanceof Error ? bug.stack : String(bug) });
  };
}

interface Place {
  host: string;
  port: number;
  flag: string;
}

async function had<Server>(
  { host, port, flag }: Place,
  serve: (at: Omit<Place, 'flag'>) => Promise<Server>,
): Promise<Server> {
  try {
    return await serve({ host, port });
  } catch (thrown) {
    const taken = messageOf(thrown).includes('EADDRINUSE');
    throw new EnvironmentError({
      code: taken ? 'PORT_IN_USE' : 'CANNOT_LISTEN',
      message: taken
        ? `Port ${port} of ${host} is in use by another process`
        : `Cannot listen on ${host} port ${port}: ${messageOf(thrown)}`,
      hint: `Choose another port with ${flag}, 0 for any free one${taken ? '' : ', or another --host'}.`,
      exitCode: exitCodes.unreachable,
      details: { host, port },
      cause: thrown,
    });
  }
}
