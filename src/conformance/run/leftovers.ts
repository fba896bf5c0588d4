import { messageOf } from '../../foundation/errors.js';
import type { VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import type { Leftover } from '../report/report-types.js';
import type { Cleanup } from './cleanup.js';
import type { JournalEntry } from './journal.js';
import { isOpen, isRemovable } from './removal-order.js';
import { isOf } from './run-names.js';
import type { RunState } from './run-state.js';

/** What is still there after the cleanup: what ListVMs shows under a name of this run, and what the journal did not see go. */
export async function leftoversOf(run: RunState, cleanup: Cleanup): Promise<Leftover[]> {
  const listed = await listedOfRun(run, cleanup);
  const shown = new Set(listed.map(({ name }) => name));
  const open = run.journal.entries.filter((entry) => {
    if (!isRemovable(entry.kind)) return entry.state === 'present';
    // A snapshot that could not be removed by itself went with its VM.
    return isOpen(entry) && !shown.has(entry.name) && !(entry.owner && !isOpen(entry.owner));
  });
  const rows = listed.map((row) => rowLeftover(run, { cleanup, row }));
  return [...rows, ...open.map((entry) => entryLeftover(entry, cleanup.reasons.get(entry)))];
}

async function listedOfRun(run: RunState, cleanup: Cleanup): Promise<VMInfo[]> {
  const { entries } = run.journal;
  if (entries.length === 0 || run.gone) return [];
  try {
    return (await cleanup.context.list()).filter((row) => entries.some((entry) => isOf(row, entry)));
  } catch (thrown) {
    for (const entry of run.journal.entries.filter(isOpen)) {
      if (!cleanup.reasons.has(entry)) cleanup.reasons.set(entry, messageOf(thrown));
    }
    return [];
  }
}

function rowLeftover(run: RunState, { cleanup, row }: { cleanup: Cleanup; row: VMInfo }): Leftover {
  const { id, name } = row;
  const entries = run.journal.entries.filter((candidate) => isOf(row, candidate));
  const entry = entries.find(({ kind }) => isRemovable(kind)) ?? entries[0];
  const foreign = run.baseline?.has(id)
    ? 'its id is one that was there before the run, so nothing is done to it'
    : undefined;
  const deleted =
    entry?.state === 'deleted' || entry?.state === 'gone' ? 'it was deleted, and is still there' : undefined;
  const reason = (entry && cleanup.reasons.get(entry)) ?? foreign ?? deleted ?? 'the cleanup did not come to it';
  return { kind: 'vm', id, name, removable: true, reason };
}

function entryLeftover({ kind, id, name }: JournalEntry, reason: string | undefined): Leftover {
  const removable = isRemovable(kind);
  const why = removable
    ? (reason ?? 'the cleanup did not come to it')
    : `provider.v1 has no method that removes a prepared ${kind}`;
  return { kind, id, name, removable, reason: why };
}
