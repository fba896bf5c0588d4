import { status } from '@grpc/grpc-js';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Observer } from './dispatch.js';

export interface Metrics {
  observe: Observer;
  /** The Prometheus text format. */
  render: () => Promise<string>;
  contentType: string;
  /** Adds what Node.js knows of the process; once a process. */
  addProcess: () => void;
}

export function providerMetrics({ runningTasks }: { runningTasks: () => number }): Metrics {
  const register = new Registry();
  const registers = [register];
  const requests = new Counter({
    name: 'provider_requests_total',
    help: 'gRPC requests answered, by method and status code',
    labelNames: ['method', 'code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'provider_request_duration_seconds',
    help: 'time to answer a gRPC request, by method',
    labelNames: ['method'],
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30],
    registers,
  });
  const running: Gauge = new Gauge({
    name: 'provider_tasks_running',
    help: 'tasks that are not done',
    registers,
    collect: () => running.set(runningTasks()),
  });
  return {
    observe: ({ method, code, durationMs }) => {
      requests.inc({ method, code: status[code] });
      seconds.observe({ method }, durationMs / 1_000);
    },
    render: () => register.metrics(),
    contentType: register.contentType,
    addProcess: () => collectDefaultMetrics({ register }),
  };
}
