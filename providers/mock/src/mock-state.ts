import type { Hypervisor } from './hypervisor.js';
import type { Latency } from './latency.js';
import type { TaskRegistry } from './task-registry.js';

/** What the handlers work on. */
export interface MockState {
  hypervisor: Hypervisor;
  tasks: TaskRegistry;
  latency: Latency;
}
