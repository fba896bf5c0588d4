import { diskHandlers } from './handlers/disk-handlers.js';
import { imageHandlers } from './handlers/image-handlers.js';
import { infoHandlers } from './handlers/info-handlers.js';
import { lifecycleHandlers } from './handlers/lifecycle-handlers.js';
import { snapshotHandlers } from './handlers/snapshot-handlers.js';
import type { Hypervisor } from './hypervisor.js';
import type { Latency } from './latency.js';
import type { ProviderHandlers } from './provider-handlers.js';
import type { TaskRegistry } from './task-registry.js';

/** What the handlers work on. */
export interface MockState {
  hypervisor: Hypervisor;
  tasks: TaskRegistry;
  latency: Latency;
}

/** The mock provider without a wire: every method of provider.v1 over that state. */
export function mockHandlers(state: MockState): ProviderHandlers {
  return {
    ...infoHandlers(state),
    ...lifecycleHandlers(state),
    ...snapshotHandlers(state),
    ...imageHandlers(state),
    ...diskHandlers(state),
  };
}
