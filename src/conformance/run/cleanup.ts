import { messageOf } from '../../foundation/errors.js';
import { PowerOp, type VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import { CallError } from '../client/call-error.js';
import { managerDeadlines } from '../client/deadlines.js';
import type { JournalEntry } from './journal.js';
import { CouldNotRun, TaskFailure } from './outcomes.js';
import { chainsByOwner, groupByDepth, isOpen } from './removal-order.js';
import type { RunState } from './run-state.js';
import { Slots } from './slots.js';
import { TestContext } from './test-context.js';
import { askedAgain } from './trying-again.js';
import { isRowOf } from './virtual-machine.js';
import { awaitTask, pause } from './waiting.js';

const atOnce = 12;
const maxCopies = 5;
const patienceInSettleTimes = 5;
/** Less than that is no time for deleting, milliseconds. */
const quickMs = 50;
const deleting = 'Delete of the cleanup';

/** Removes what a run created: last created first, snapshots before their VM, clones before their source. */
export class Cleanup {
  readonly context: TestContext;
  /** Why an entry could not be removed. */
  readonly reasons = new Map<JournalEntry, string>();
  private readonly run: RunState;
  /** Until when tasks are waited for in the last cleanup. */
  private lastUntil: number | undefined;
  /** ListVMs was answered with an error when something was to be removed. */
  private isBlind = false;
  /** What was deleted and not looked for since. */
  private readonly sent = new Map<JournalEntry, Awaited<ReturnType<Removal>>>();

  constructor(run: RunState) {
    this.run = run;
    this.context = new TestContext(run, { id: 'cleanup', signal: run.cleanupSignal });
  }

  /**
   * Removes the given VMs and their snapshots; never rejects, what could not be removed stays in the journal. What
   * ListVMs showed after `since` (`performance.now()`), when they were changed last, counts as seen. `later`: where
   * deleting takes no time, confirm() looks for all of them at once.
   */
  async remove(vms: readonly JournalEntry[], since = performance.now(), { later = false } = {}): Promise<void> {
    const chosen = new Set(vms);
    const wanted = this.run.journal.entries.filter((entry) => {
      return isOpen(entry) && (chosen.has(entry) || (entry.owner !== undefined && chosen.has(entry.owner)));
    });
    // That a VM's snapshots and clones go does not give its id to another.
    for (const round of groupByDepth(wanted)) {
      await new Slots(atOnce).run(chainsByOwner(round), (chain) => this.removeChain(chain, { since, later }));
    }
  }

  /** Looks whether what was deleted meanwhile is gone, and removes what is not. Never rejects. */
  async confirm(): Promise<void> {
    if (this.sent.size === 0) return;
    const sent = [...this.sent];
    this.sent.clear();
    const rows = await this.context.list(performance.now()).catch(() => undefined);
    await new Slots(atOnce).run(sent, async ([entry, response]) => {
      if (rows && !this.ownRow(entry, rows)) {
        this.run.journal.gone(entry);
        return;
      }
      // However that ended: what is still there is removed anew.
      await this.context.finish(response, deleting).catch(() => undefined);
      await this.removeOne(entry, performance.now());
    });
  }

  private async removeChain(chain: readonly JournalEntry[], { since, later }: Looking): Promise<void> {
    for (const entry of chain) await this.removeOne(entry, since, later);
  }

  /** Removes the VMs and snapshots that the journal still knows, apart from what is named. */
  async removeAll(keep: readonly JournalEntry[] = []): Promise<void> {
    await this.confirm();
    const kept = new Set(keep);
    await this.remove(
      this.run.journal.entries.filter((entry) => !kept.has(entry) && !(entry.owner && kept.has(entry.owner))),
    );
  }

  /** As removeAll, with more patience for what is still being made, and with templates that images became. */
  async removeForGood(): Promise<void> {
    const { taskTimeoutMs, settleMs } = this.run.limits;
    this.lastUntil = performance.now() + taskTimeoutMs + patienceInSettleTimes * settleMs;
    await this.removeAll();
    await this.removeWhatWasUnseen();
    const images = this.run.journal.entries.filter(({ kind, state }) => kind === 'image' && state !== 'gone');
    const rows = images.length > 0 ? await this.listedOrNone() : undefined;
    for (const image of images) {
      if (!rows || this.ownRow(image, rows)) await this.removeTemplate(image);
    }
  }

  /** A hypervisor that is restarted is back soon, and until then ListVMs answers with an error of any code. */
  private async removeWhatWasUnseen(): Promise<void> {
    const until = performance.now() + patienceInSettleTimes * this.run.limits.settleMs;
    while (this.isBlind && performance.now() < until && !this.context.signal.aborted) {
      await pause(1_000, this.context.signal).catch(() => undefined);
      this.isBlind = false;
      await this.removeAll();
    }
  }

  /** Undefined where ListVMs does not answer. */
  private async listedOrNone(): Promise<VMInfo[] | undefined> {
    if (!this.run.baseline) return undefined;
    return await this.context.list().catch(() => undefined);
  }

  /** Some providers show a prepared image in ListVMs, as a template: then Delete removes it. */
  private async removeTemplate(image: JournalEntry): Promise<void> {
    try {
      const row = await this.row(image, performance.now());
      if (!row) return;
      await this.removeRow(row);
      this.run.journal.gone(image);
    } catch (thrown) {
      this.reasons.set(image, messageOf(thrown));
    }
  }

  private async removeOne(entry: JournalEntry, since: number, later = false): Promise<void> {
    try {
      if (entry.kind === 'snapshot') await this.removeSnapshot(entry, since);
      else await this.removeVm(entry, { since, later });
    } catch (thrown) {
      this.reasons.set(entry, messageOf(thrown));
    }
  }

  private async removeSnapshot(entry: JournalEntry, since: number): Promise<void> {
    const { owner, id } = entry;
    if (!owner || owner.state === 'gone' || owner.state === 'deleted' || id === '') {
      this.run.journal.gone(entry);
      return;
    }
    let seesSince = since;
    const response = await askedAgain(this.context, async () => {
      const row = await this.row(owner, seesSince);
      // Asked again after a busy answer it looks anew.
      seesSince = Number.POSITIVE_INFINITY;
      if (row?.id !== owner.id) throw new CouldNotRun('ListVMs does not show its VM as one of this run');
      return await this.context.client.call('snapshotDelete', { vmId: owner.id, snapshotId: id }, { retries: 0 });
    });
    await this.context.finish(response, 'SnapshotDelete');
    this.run.journal.gone(entry);
  }

  private async removeVm(entry: JournalEntry, { since, later }: Looking): Promise<void> {
    // Whatever was done with a VM that was made, but for Delete, its id is that of no other.
    let row = await this.row(entry, entry.made && entry.state === 'present' ? 0 : since);
    if (row && later && this.goesQuickly(entry)) {
      if (await this.isSent(entry, row)) return;
      // A Delete that was answered with an error may have taken effect, and the id may be another's by now.
      row = await this.row(entry, performance.now());
    }
    // Also what was made may not show yet: a list may lag behind. What was being deleted has shown.
    const mayShow = entry.pending || (entry.made && entry.state !== 'deleting');
    if (!row && mayShow) row = await this.appearing(entry);
    for (let copies = 0; row && copies < maxCopies; copies += 1) {
      entry.state = 'deleting';
      const rows = await this.removeRow(row);
      entry.pending = false;
      row = this.ownRow(entry, rows);
    }
    if (entry.pending) {
      const until = new Date(entry.at + managerDeadlines.create).toISOString();
      throw new CouldNotRun(`its Create was cut off, and it may still appear until ${until}`);
    }
    this.run.journal.gone(entry);
  }

  /** Nothing else depends on that it is gone, and deleting takes no time. */
  private goesQuickly(entry: JournalEntry): boolean {
    const { journal, taskTimes } = this.run;
    const isQuick = (taskTimes.usual('Delete') ?? quickMs) < quickMs;
    const isBound = journal.entries.some(({ owner, dependsOn }) => owner === entry || dependsOn === entry);
    return isQuick && !isBound && !entry.dependsOn && !entry.pending;
  }

  /** Deletes without looking whether it is gone; false where Delete was answered with an error. */
  private async isSent(entry: JournalEntry, row: VMInfo): Promise<boolean> {
    try {
      entry.state = 'deleting';
      const call = () => this.context.client.call('delete', { id: row.id }, { retries: 0 });
      this.sent.set(entry, await this.whileListed(row, call, { justSeen: true }));
      return true;
    } catch (thrown) {
      if (thrown instanceof CallError) return false;
      throw thrown;
    }
  }

  /** A VM whose making nobody saw the end of: waits for its task, then as long as a state may take to show. */
  private async appearing(entry: JournalEntry): Promise<VMInfo | undefined> {
    const answered = entry.made === true || (await this.isMade(entry));
    const until = performance.now() + this.run.limits.settleMs;
    for (;;) {
      const row = await this.row(entry, performance.now());
      if (row) return row;
      if (performance.now() >= until) break;
      await pause(Math.min(250, this.run.limits.settleMs), this.context.signal);
    }
    // The longest that a provider may take is over, as for a sweep.
    const isOver = Date.now() - entry.at > managerDeadlines.create;
    entry.pending = !answered && !isOver;
    return undefined;
  }

  private async isMade({ taskId, id, answered }: JournalEntry): Promise<boolean> {
    return taskId === undefined ? id !== '' || answered === true : await this.isOver(taskId);
  }

  /** Whether the task that creates a VM ended in time; the last cleanup has more time, shared by all. */
  private async isOver(taskId: string): Promise<boolean> {
    const { taskTimeoutMs } = this.run.limits;
    const limitMs = this.lastUntil === undefined ? taskTimeoutMs : Math.max(0, this.lastUntil - performance.now());
    try {
      await awaitTask({ client: this.context.client, taskId, what: 'Create', limitMs, times: this.run.taskTimes });
      return true;
    } catch (thrown) {
      if (!(thrown instanceof TaskFailure)) throw thrown;
      // A task that nobody knows any more is not under way either.
      return thrown.reported || (thrown.cause instanceof CallError && thrown.cause.isRefusal);
    }
  }

  /** Deletes a row that ListVMs has just shown; where a running VM is refused, it is switched off first. */
  private async deleteRow(row: VMInfo): Promise<VMInfo[] | undefined> {
    try {
      return await this.delete(row, { justSeen: true });
    } catch (thrown) {
      const refused = thrown instanceof CallError || thrown instanceof TaskFailure;
      if (!refused || !(await this.isOn(row))) throw thrown;
      const off = () => this.context.client.call('power', { id: row.id, op: PowerOp.OFF }, { retries: 0 });
      await this.context.finish(await this.whileListed(row, off), 'Power OFF of the cleanup');
      return await this.delete(row);
    }
  }

  /** Also a VM that was shown as Off may be On by now: a Power that was cut off goes on. */
  private async isOn(row: VMInfo): Promise<boolean> {
    if (row.powerState === 'On') return true;
    return (await this.context.list(performance.now())).find(isRowOf(row))?.powerState === 'On';
  }

  /** Resolves with what ListVMs shows instead, where it did not take the task to know. */
  private async delete(row: VMInfo, { justSeen = false } = {}): Promise<VMInfo[] | undefined> {
    const call = () => this.context.client.call('delete', { id: row.id }, { retries: 0 });
    const response = await this.whileListed(row, call, { justSeen });
    // Where deleting takes no time, a look at what there is says as much as the task, and is needed anyway.
    const isQuick = (this.run.taskTimes.usual(deleting) ?? 0) < quickMs;
    const rows = isQuick && response.task ? await this.context.list(performance.now()) : undefined;
    if (rows && !rows.some(isRowOf(row))) return rows;
    await this.context.finish(response, deleting);
    return undefined;
  }

  /** Each attempt looks first: after a busy answer the VM may be gone and its id somebody else's. */
  private async whileListed(row: VMInfo, call: Removal, { justSeen = false } = {}): ReturnType<Removal> {
    let seen = justSeen;
    return await askedAgain(this.context, async () => {
      const isThere = seen || (await this.isListed(row));
      seen = false;
      return isThere ? await call() : {};
    });
  }

  private async isListed(wanted: VMInfo): Promise<boolean> {
    return (await this.context.list(performance.now())).some(isRowOf(wanted));
  }

  /** Deletes it and resolves with the rows that lack it. */
  private async removeRow(row: VMInfo): Promise<VMInfo[]> {
    let rows = await this.deleteRow(row);
    await this.context.until(async () => {
      rows ??= await this.context.list(performance.now());
      if (!rows.some(isRowOf(row))) return undefined;
      rows = undefined;
      return `ListVMs still shows "${row.id}" as ${row.name} after Delete`;
    });
    return rows ?? [];
  }

  /**
   * The row of ListVMs that is this run's own: the whole name, an id that was not there before the run, the id that
   * the provider told where it shows one, never one that belongs to another entry.
   */
  private async row(entry: JournalEntry, since: number): Promise<VMInfo | undefined> {
    return this.ownRow(entry, this.run.baseline ? await this.seen(since) : []);
  }

  private async seen(since: number): Promise<VMInfo[]> {
    try {
      return await this.context.list(since);
    } catch (thrown) {
      this.isBlind ||= thrown instanceof CallError && thrown.isRefusal;
      throw thrown;
    }
  }

  private ownRow(entry: JournalEntry, listed: readonly VMInfo[]): VMInfo | undefined {
    const { baseline, journal } = this.run;
    if (!baseline) throw new CouldNotRun('ListVMs does not answer, so nothing can be told to be of this run');
    const taken = new Set(journal.entries.filter((other) => other !== entry && isOpen(other)).map(({ id }) => id));
    const rows = listed.filter(({ id, name }) => name === entry.name && id !== '' && !baseline.has(id));
    return rows.find(({ id }) => id === entry.id) ?? rows.find(({ id }) => !taken.has(id));
  }
}

interface Looking {
  since: number;
  later: boolean;
}

type Removal = () => Promise<{ task?: { id: string } | undefined }>;
