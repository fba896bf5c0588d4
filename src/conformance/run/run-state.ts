import type { Client } from '@grpc/grpc-js';
import type { RunContext } from '../../foundation/run-context.js';
import type { Fixtures } from '../../provider/metadata/metadata-types.js';
import type { Connections } from '../client/connections.js';
import type { CallRecord } from '../client/provider-client.js';
import type { DeclaredCapabilities } from '../report/report-types.js';
import type { CreationGate } from './creation-gate.js';
import type { Journal, JournalEntry } from './journal.js';
import type { Observations } from './observations.js';
import type { Slots } from './slots.js';
import type { TaskTimes } from './task-times.js';
import type { VmListing } from './vm-listing.js';

export interface RunLimits {
  taskTimeoutMs: number;
  callTimeoutMs: number | undefined;
  /** How long a state may take to show after its task is done. */
  settleMs: number;
}

/** What all tests of a run share. */
export interface RunState {
  context: RunContext;
  /** Ends with an interrupt and with `--timeout`. */
  signal: AbortSignal;
  /** Ends with the time for the cleanup. */
  cleanupSignal: AbortSignal;
  /** The places of the tests that run now; null before the first. */
  slots: Slots | null;
  limits: RunLimits;
  fixtures: Fixtures;
  /** Ids of tests that the caller expects to fail. */
  knownFailures: ReadonlySet<string>;
  journal: Journal;
  observations: Observations;
  newName: () => string;
  /** What Create and Clone calls that are under way make. */
  making: Set<JournalEntry>;
  creations: CreationGate;
  listing: VmListing;
  /** Told of every call that has ended; null where nobody wants to know. */
  trace: ((testId: string, call: CallRecord) => void) | null;
  /** A connection of its own; the caller closes it. */
  connect: () => Client;
  connections: Connections;
  /** Ids that ListVMs showed before the run's first Create; null where it did not answer. */
  baseline: ReadonlyMap<string, string> | null;
  /** What it showed of them, see shownTexts. */
  foreignAtFirst: ReadonlyMap<string, string>;
  /** Why there is no baseline. */
  baselineFailure: string | undefined;
  capabilities: DeclaredCapabilities | null;
  /** Ids of VMs that this run deleted and saw gone. */
  deletedIds: string[];
  taskTimes: TaskTimes;
  /** Whether ListVMs was never seen to keep other sizes than a Reconfigure asked for. */
  sizesShowSoon: boolean;
  /** A VM was brought back to a snapshot that was taken while it was Off. */
  seenRestored: boolean;
  /** Things made once for several tests. */
  shared: Map<string, Promise<unknown>>;
  /** The provider does not answer any more: a test broke it, or it went away by itself. */
  gone: false | 'broken' | 'lost';
  /** The process that VCTS started has ended: nobody will answer again. */
  ended: boolean;
}
