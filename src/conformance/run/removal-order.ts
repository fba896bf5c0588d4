import type { JournalEntry } from './journal.js';

export const isRemovable = (kind: JournalEntry['kind']) => kind === 'vm' || kind === 'snapshot';

/** Still to be removed; what a test deleted is not deleted again, since its id may belong to somebody else by now. */
export function isOpen({ kind, state }: JournalEntry): boolean {
  return isRemovable(kind) && state !== 'gone' && state !== 'deleted';
}

/** Dependents first, later entries before earlier ones; each round only depends on the rounds after it. */
export function groupByDepth(entries: readonly JournalEntry[]): JournalEntry[][] {
  const depth = (entry: JournalEntry): number => {
    const under = entry.owner ?? entry.dependsOn;
    return under ? depth(under) + 1 : 0;
  };
  const rounds = new Map<number, JournalEntry[]>();
  for (const entry of [...entries].reverse()) {
    const at = depth(entry);
    rounds.set(at, [...(rounds.get(at) ?? []), entry]);
  }
  return [...rounds].sort(([a], [b]) => b - a).map(([, round]) => round);
}

/** Snapshots of one VM go one after the other, the newest first: it may be built on the one before. */
export function chainsByOwner(round: readonly JournalEntry[]): JournalEntry[][] {
  const chains = new Map<JournalEntry, JournalEntry[]>();
  for (const entry of round) {
    const key = entry.kind === 'snapshot' && entry.owner ? entry.owner : entry;
    chains.set(key, [...(chains.get(key) ?? []), entry]);
  }
  return [...chains.values()];
}
