import { diskHandlers } from './handlers/disk-handlers.js';
import { imageHandlers } from './handlers/image-handlers.js';
import { infoHandlers } from './handlers/info-handlers.js';
import { lifecycleHandlers } from './handlers/lifecycle-handlers.js';
import { snapshotHandlers } from './handlers/snapshot-handlers.js';
import type { MockState } from './mock-state.js';
import type { ProviderHandlers } from './provider-handlers.js';

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
