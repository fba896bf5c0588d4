import type { RunState } from './run/run-state.js';
import { VmListing } from './run/vm-listing.js';

/** What is known of a provider before anything was asked; the same for a run and for the sweep after one. */
export function beginningState() {
  return {
    listing: new VmListing(),
    baselineFailure: undefined,
    capabilities: null,
    deletedIds: [],
    usualMs: new Map(),
    sizesShowSoon: true,
    shared: new Map(),
    slots: null,
    gone: false,
    ended: false,
  } satisfies Partial<RunState>;
}
