import { CreationGate } from './run/creation-gate.js';
import type { Journal } from './run/journal.js';
import { Observations } from './run/observations.js';
import type { RunState } from './run/run-state.js';
import { TaskTimes } from './run/task-times.js';
import { VmListing } from './run/vm-listing.js';

/** What is known of a provider before anything was asked; the same for a run and for the sweep after one. */
export function beginningState(journal: Journal) {
  return {
    journal,
    observations: new Observations(journal),
    listing: new VmListing(),
    foreignAtFirst: new Map(),
    baselineFailure: undefined,
    capabilities: null,
    deletedIds: [],
    making: new Set(),
    creations: new CreationGate(),
    taskTimes: new TaskTimes(),
    sizesShowSoon: true,
    seenRestored: false,
    shared: new Map(),
    slots: null,
    gone: false,
    ended: false,
  } satisfies Partial<RunState>;
}
