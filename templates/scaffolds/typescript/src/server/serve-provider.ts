import { setLogger, status } from '@grpc/grpc-js';
import type { Hypervisor } from '../hypervisor/hypervisor.js';
import { providerMethods } from '../provider/provider-methods.js';
import { TaskRegistry } from '../provider/task-registry.js';
import { dispatch, type Observer } from './dispatch.js';
import { serveGrpc } from './grpc-server.js';
import { serveHealth } from './health-server.js';
import type { Log } from './log.js';
import { type Metrics, providerMetrics } from './metrics.js';
import { type Readiness, watchReadiness } from './readiness.js';
import type { Settings } from './settings.js';
import { serverCredentials } from './tls-credentials.js';

export interface RunningProvider {
  port: number;
  healthPort: number;
  /** Readiness off, calls and tasks under way finished or cut off, ports free. */
  stop: () => Promise<void>;
}

/** Serves a hypervisor as provider.v1. Rejects where a port cannot be had or the TLS files are wrong. */
export async function serveProvider(hypervisor: Hypervisor, settings: Settings, log: Log): Promise<RunningProvider> {
  // Left alone, grpc-js writes lines of its own beside ours.
  const fromGrpc = (...words: unknown[]) => log('debug', words.join(' '));
  setLogger({ error: fromGrpc, info: fromGrpc, debug: fromGrpc });
  const { host, port, healthPort, graceMs, allowedNames } = settings;
  const credentials = serverCredentials(settings, log);
  const tasks = new TaskRegistry();
  const metrics = providerMetrics({ runningTasks: () => tasks.running });
  metrics.addProcess();
  let readiness: Readiness | undefined;
  const health = await serveHealth({ host, port: healthPort, isReady: () => readiness?.isReady() === true, metrics });
  const methods = providerMethods({ hypervisor, tasks });
  const implementation = dispatch(methods, { allowedNames, observe: observer(log, metrics) });
  const grpc = await serveGrpc({ host, port, credentials, implementation }).catch(async (thrown) => {
    await health.stop();
    throw thrown;
  });
  readiness = await watchReadiness({
    check: (signal) => hypervisor.check(signal),
    changed: grpc.setServing,
    log,
  });
  return {
    port: grpc.port,
    healthPort: health.port,
    stop: async () => {
      readiness?.stop();
      const until = performance.now() + graceMs;
      await grpc.stop(graceMs);
      await tasks.stop(Math.max(0, until - performance.now()));
      await health.stop();
    },
  };
}

function observer(log: Log, metrics: Metrics): Observer {
  return (record) => {
    metrics.observe(record);
    const { method, code, durationMs, testId, bug } = record;
    const ms = Math.round(durationMs * 100) / 100;
    log('debug', 'call', { method, code: status[code], ms, ...(testId && { testId }) });
    if (bug === undefined) return;
    log('error', 'a method failed', { method, error: bug instanceof Error ? bug.stack : String(bug) });
  };
}
