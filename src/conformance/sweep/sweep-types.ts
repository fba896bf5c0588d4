import type { Leftover } from '../report/report-types.js';
import type { JournalTarget } from '../run/journal.js';

/** What `vcts sweep` did or, with --dry-run, would do; published as schemas/conformance-sweep.schema.json. */
export interface SweepResult {
  schemaVersion: 1;
  dryRun: boolean;
  runs: SweptRun[];
}

/**
 * `removed`: nothing of the run is left. `would-remove`: with --dry-run. `left-behind`: something could not be removed.
 * `unreachable`: the provider did not answer. `alive`, `other-host`, `other-provider`, `unreadable`: left alone.
 * `provider-ended`: the run had started the provider itself.
 */
export type SweepStatus =
  | 'removed'
  | 'would-remove'
  | 'left-behind'
  | 'unreachable'
  | 'alive'
  | 'other-host'
  | 'other-provider'
  | 'provider-ended'
  | 'unreadable';

export interface SweptRun {
  /** Path of the journal. */
  journal: string;
  /** Absent where the journal cannot be read. */
  runId?: string;
  startedAt?: string;
  target?: JournalTarget;
  status: SweepStatus;
  reason?: string;
  /** What ListVMs showed of the run and is removed, or would be. */
  removed: SweptItem[];
  leftovers: Leftover[];
  /** Whether the journal is removed too, or would be. */
  journalRemoved: boolean;
}

export type SweptItem = Pick<Leftover, 'kind' | 'id' | 'name'>;
