import { status } from '@grpc/grpc-js';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Observer } from './call-dispatch.js';
import type { MockState } from './mock-state.js';

export interface Metrics {
  observe: Observer;
  /** The Prometheus text format. */
  render: () => Promise<string>;
  contentType: string;
  /** Adds what Node.js knows of the process: memory, CPU, event loop, garbage collection. */
  addProcess: () => void;
}

export function mockMetrics({ hypervisor, tasks }: MockState): Metrics {
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
    buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers,
  });
  gauge(register, { name: 'provider_vms', help: 'virtual machines that exist', read: () => hypervisor.vms.size });
  gauge(register, { name: 'provider_tasks_running', help: 'tasks that are not done', read: () => tasks.running });
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

function gauge(register: Registry, { name, help, read }: { name: string; help: string; read: () => number }): void {
  const made: Gauge = new Gauge({ name, help, registers: [register], collect: () => made.set(read()) });
}
