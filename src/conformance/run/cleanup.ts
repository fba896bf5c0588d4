import { messageOf } from '../../foundation/errors.js';
import { PowerOp, type VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import { CallError } from '../client/call-error.js';
import type { Leftover } from '../report/report-types.js';
import type { JournalEntry } from './journal.js';
import { CouldNotRun, TaskFailure } from './outcomes.js';
import type { RunState } from './run-state.js';
import { TestContext } from './test-context.js';
import { pause } from './waiting.js';

/** Removes what a run created: last created first, snapshots before their VM, linked clones before their source. */
export class Cleanup {
  readonly context: TestContext;
  private readonly run: RunState;
  private readonly reasons = new Map<JournalEntry, string>();

  constructor(run: RunState, { signal }: { signal: AbortSignal }) {
    this.run = run;
    this.context = new TestContext(run, { id: 'cleanup', signal });
  }

  /** Removes the given VMs and their snapshots; never rejects, what could not be removed stays in the journal. */
  async remove(vms: readonly JournalEntry[]): Promise<void> {
    const chosen = new Set(vms);
    const wanted = this.run.journal.entries.filter((entry) => {
      return isOpen(entry) && (chosen.has(entry) || (entry.owner !== undefined && chosen.has(entry.owner)));
    });
    for (const round of groupByDepth(wanted)) await Promise.all(round.map((entry) => this.removeOne(entry)));
  }

  /** Removes everything that the journal still knows. */
  async removeAll(): Promise<void> {
    await this.remove(this.run.journal.entries);
    const images = this.run.journal.entries.filter(({ kind, state }) => kind === 'image' && state !== 'gone');
    for (const image of images) await this.removeTemplate(image).catch(() => undefined);
  }

  /** Some providers show a prepared image in ListVMs, as a template: then Delete removes it. */
  private async removeTemplate(image: JournalEntry): Promise<void> {
    const row = await this.row(image);
    if (!row) return;
    await this.deleteRow(row);
    await this.confirmGone(row);
    this.run.journal.gone(image);
  }

  private async removeOne(entry: JournalEntry): Promise<void> {
    try {
      if (entry.kind === 'snapshot') await this.removeSnapshot(entry);
      else await this.removeVm(entry);
    } catch (thrown) {
      this.reasons.set(entry, messageOf(thrown));
    }
  }

  private async removeSnapshot(entry: JournalEntry): Promise<void> {
    const owner = entry.owner;
    if (!owner || owner.state === 'gone' || entry.id === '') {
      this.run.journal.gone(entry);
      return;
    }
    if (!(await this.row(owner))) return;
    const response = await this.context.client.call('snapshotDelete', { vmId: owner.id, snapshotId: entry.id });
    await this.context.finish(response, 'SnapshotDelete');
    this.run.journal.gone(entry);
  }

  private async removeVm(entry: JournalEntry): Promise<void> {
    const cutOff = entry.state === 'intended' && !entry.refused;
    let row = cutOff ? await this.appearing(entry) : await this.row(entry);
    for (let copies = 0; row && copies < maxCopies; copies += 1) {
      entry.state = 'deleting';
      await this.deleteRow(row);
      await this.confirmGone(row);
      row = await this.row(entry);
    }
    this.run.journal.gone(entry);
  }

  private async deleteRow(row: VMInfo): Promise<void> {
    try {
      await this.delete(row);
    } catch (thrown) {
      const refused = thrown instanceof CallError || thrown instanceof TaskFailure;
      if (!refused || row.powerState !== 'On') throw thrown;
      await this.context.finish(await this.context.client.call('power', { id: row.id, op: PowerOp.OFF }), 'Power');
      if (await this.isListed(row)) await this.delete(row);
    }
  }

  private async delete({ id }: VMInfo): Promise<void> {
    await this.context.finish(await this.context.client.call('delete', { id }), 'Delete');
  }

  private async isListed({ id, name }: VMInfo): Promise<boolean> {
    return (await this.context.list()).some((row) => row.id === id && row.name === name);
  }

  private async confirmGone(row: VMInfo): Promise<void> {
    await this.context.until(async () => {
      return (await this.isListed(row)) ? `ListVMs still shows "${row.id}" as ${row.name} after Delete` : undefined;
    });
    this.run.deletedIds.push(row.id);
  }

  /** A create that was cut off may still show its VM for as long as the settle time. */
  private async appearing(entry: JournalEntry): Promise<VMInfo | undefined> {
    const until = performance.now() + this.run.limits.settleMs;
    for (;;) {
      const row = await this.row(entry);
      if (row || performance.now() >= until) return row;
      await pause(250, this.context.client.signal);
    }
  }

  /**
   * The row of ListVMs that is this run's own: the whole name, an id that was not there before the run, the id that
   * the provider told where it shows one, never one that belongs to another entry.
   */
  private async row(entry: JournalEntry): Promise<VMInfo | undefined> {
    const { baseline, journal } = this.run;
    if (!baseline) throw new CouldNotRun('ListVMs does not answer, so nothing can be told to be of this run');
    const taken = new Set(journal.entries.filter((other) => other !== entry && isOpen(other)).map(({ id }) => id));
    const rows = (await this.context.list()).filter(
      ({ id, name }) => name === entry.name && id !== '' && !baseline.has(id),
    );
    return rows.find(({ id }) => id === entry.id) ?? rows.find(({ id }) => !taken.has(id));
  }

  /** What is still there, with the reason. */
  leftovers(): Leftover[] {
    return this.run.journal.entries
      .filter(({ kind, state }) => (isOpenKind(kind) ? state !== 'gone' && state !== 'deleted' : state === 'present'))
      .map((entry) => this.leftover(entry));
  }

  private leftover(entry: JournalEntry): Leftover {
    const { kind, id, name } = entry;
    const removable = kind === 'vm' || kind === 'snapshot';
    const unknown =
      entry.state === 'deleted' ? 'a test deleted it, and it is still there' : 'the cleanup did not come to it';
    const reason = removable
      ? (this.reasons.get(entry) ?? unknown)
      : `provider.v1 has no method that removes a prepared ${kind}`;
    return { kind, id, name, removable, reason };
  }
}

const maxCopies = 5;

const isOpenKind = (kind: JournalEntry['kind']) => kind === 'vm' || kind === 'snapshot';

/** Still to be removed; what a test deleted is not deleted again, since its id may belong to somebody else by now. */
function isOpen({ kind, state }: JournalEntry): boolean {
  return isOpenKind(kind) && state !== 'gone' && state !== 'deleted';
}

/** Dependents first, later entries before earlier ones; each round only depends on the rounds after it. */
function groupByDepth(entries: readonly JournalEntry[]): JournalEntry[][] {
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
