import type { VMInfo } from '../../provider/contract/generated/provider/v1/provider_pb.js';
import { CallError } from '../client/call-error.js';
import { type CallRecord, ProviderClient } from '../client/provider-client.js';
import { ExchangeLog } from './exchange-log.js';
import { CouldNotRun, Failed, NotApplicable, ServerDied, TaskFailure } from './outcomes.js';
import { OwnTime } from './own-time.js';
import type { RunState } from './run-state.js';
import type { Listing } from './vm-listing.js';
import { awaitTask, type Look, lookUntil } from './waiting.js';

/** What changes nothing. TaskStatus is not among them: its answer may be the end of a change. */
const reads: ReadonlySet<string> = new Set(['Validate', 'GetCapabilities', 'ListVMs', 'Describe', 'GetDiskInfo']);

/** What a test asks and how it waits: the provider, the exchange that it keeps, refusals and looks. */
export class TestConversation {
  readonly run: RunState;
  readonly id: string;
  readonly client: ProviderClient;
  readonly signal: AbortSignal;
  readonly exchange = new ExchangeLog();
  readonly ownTime = new OwnTime();
  /** Looks to be taken again when the settle time is over, after the test has done its work. */
  readonly lateLooks: { look: Look; dueAt: number }[] = [];
  /** The calls under way, for the message of a test that `--timeout` cut off. */
  readonly underWay = new Set<{ method: string }>();
  /**
   * What ListVMs showed before that does not count, by `performance.now()`: when the last call of this test that may have
   * changed something was over, or a look has to be taken again.
   */
  seesSince = 0;
  /** When its part began; what was asked before does not belong to it. */
  protected partBeganAt = 0;
  /** Which answer to ListVMs the exchange has already, by its beginning: rows of thousands of VMs are not kept. */
  private lastSeenAt: number | undefined;

  constructor(run: RunState, { id, signal = run.signal }: { id: string; signal?: AbortSignal }) {
    this.run = run;
    this.id = id;
    this.signal = signal;
    this.client = this.clientOn(run.connections.next());
  }

  record(call: CallRecord): void {
    if (!reads.has(call.method)) this.seesSince = call.endedAt;
    this.exchange.add(call);
    this.run.observations.see(call);
    this.run.trace?.(this.id, call);
    this.ownTime.add(call.startedAt, call.endedAt);
  }

  /** A client on another connection that records into the same test. */
  clientOn(connection: ConstructorParameters<typeof ProviderClient>[0]): ProviderClient {
    return new ProviderClient(connection, {
      testId: this.id,
      signal: this.signal,
      creatingSignal: this.run.cleanupSignal,
      callTimeoutMs: this.run.limits.callTimeoutMs,
      record: (call) => this.record(call),
      underWay: this.underWay,
    });
  }

  /** Waits for the task of an answer, if it has one. Rejects with TaskFailure. */
  async finish(response: { task?: { id: string } | undefined }, what: string): Promise<void> {
    const taskId = response.task?.id ?? '';
    if (taskId === '') return;
    const startedAt = performance.now();
    const { limits, taskTimes: times } = this.run;
    const wait = { client: this.client, taskId, what, limitMs: limits.taskTimeoutMs, times };
    const waiting = { method: `the task of ${what}` };
    this.underWay.add(waiting);
    const overFor = await awaitTask(wait).finally(() => {
      if (!this.signal.aborted) this.underWay.delete(waiting);
    });
    const endedAt = performance.now() - overFor;
    this.ownTime.add(startedAt, endedAt);
    times.ended(what, endedAt - startedAt);
  }

  /** A part of the test begins: what was seen before says nothing any more, others may have changed things. */
  beginPart(): void {
    this.exchange.begin();
    this.partBeganAt = performance.now();
    this.seesSince = this.partBeganAt;
  }

  /**
   * ListVMs as of `since` (`performance.now()`): after what this test changed last, and after its last look that was
   * wrong. An answer that another test has just got will do.
   */
  async list(since = this.seesSince): Promise<VMInfo[]> {
    const { listing } = this.run;
    const seen = listing.recent(since) ?? (await listing.fresh(this.client));
    if (seen.beganAt !== this.lastSeenAt) this.takeOver(seen);
    if ('vms' in seen.outcome) return seen.outcome.vms;
    // Cut off with the test that asked, which says nothing to a cleanup that goes on.
    if (seen.client.signal.aborted && !this.signal.aborted) return await this.list(performance.now());
    throw seen.outcome.thrown;
  }

  /** A call that another test made belongs to the exchange of all who went by its answer. */
  private takeOver(listing: Listing): void {
    this.lastSeenAt = listing.beganAt;
    if (listing.client === this.client) return;
    for (const call of listing.calls) this.exchange.add(call);
  }

  /** Runs preparations: whatever goes wrong there is CouldNotRun, since another test judges it. */
  async setUp<Result>(what: string, prepare: () => Promise<Result>): Promise<Result> {
    try {
      return await prepare();
    } catch (thrown) {
      const expected = [CallError, TaskFailure, Failed].some((kind) => thrown instanceof kind);
      if (expected)
        throw new CouldNotRun(`${what} could not be set up: ${(thrown as Error).message}`, { cause: thrown });
      throw thrown;
    }
  }

  /** Looks until nothing is wrong. Rejects with Failed. */
  async until(look: Look): Promise<void> {
    let isAgain = false;
    const anew: Look = async () => {
      if (isAgain) this.seesSince = performance.now();
      isAgain = true;
      return await look();
    };
    await lookUntil(anew, { signal: this.signal, settleMs: this.run.limits.settleMs });
  }

  /**
   * Looks that something did not happen: until nothing is wrong, and again after the settle time, which the test does
   * not wait for: the look is taken when the test has ended, and must hold then too. Rejects with Failed.
   */
  async stays(look: Look): Promise<void> {
    await this.until(look);
    this.mustHoldLater(look);
  }

  /** As stays(), where the first look has been taken already. */
  mustHoldLater(look: Look): void {
    const { settleMs } = this.run.limits;
    if (settleMs > 0) this.lateLooks.push({ look, dueAt: performance.now() + settleMs });
  }

  /**
   * Does what would hide whether states stay, when the settle time is over and those looks have been taken; at once where
   * there is no settle time. Rejects with what it rejects with.
   */
  async afterwards(check: () => Promise<void>): Promise<void> {
    if (this.run.limits.settleMs === 0) await check();
    else this.mustHoldLater(() => check().then(() => undefined));
  }

  /**
   * Looks when the settle time is over, which the test does not wait for, or at once where there is none. Rejects with
   * Failed.
   */
  async comesTrue(look: Look): Promise<void> {
    await this.afterwards(async () => {
      const wrong = await look();
      if (wrong !== undefined) throw new Failed(wrong);
    });
  }

  /** Takes the looks that stays() put off. Rejects with Failed. */
  async lookAgain(): Promise<void> {
    for (const { look } of this.lateLooks) {
      const wrong = await look();
      if (wrong !== undefined) throw new Failed(wrong);
    }
  }

  /**
   * What the provider refused with, or undefined where it accepted. No answer at all is Failed: silence is no refusal.
   */
  async refusal(attempt: () => Promise<unknown>): Promise<CallError | TaskFailure | undefined> {
    try {
      await attempt();
      return undefined;
    } catch (thrown) {
      if (thrown instanceof CallError && thrown.isRefusal) return thrown;
      if (thrown instanceof TaskFailure && thrown.reported) return thrown;
      if (thrown instanceof CallError || thrown instanceof TaskFailure)
        throw new Failed(thrown.message, { cause: thrown });
      throw thrown;
    }
  }

  /** Rejects with Failed where the provider accepted. */
  async mustRefuse(what: string, attempt: () => Promise<unknown>): Promise<CallError | TaskFailure> {
    const refusal = await this.refusal(attempt);
    if (!refusal) throw new Failed(`${what} was answered with OK`);
    return refusal;
  }

  /** Rejects with Failed unless the answer is the status UNIMPLEMENTED. */
  async mustBeUnimplemented(what: string, attempt: () => Promise<unknown>): Promise<void> {
    const refusal = await this.mustRefuse(what, attempt);
    if (refusal instanceof CallError && refusal.status === 'UNIMPLEMENTED') return;
    throw new Failed(`${what} must answer UNIMPLEMENTED where it is not declared; ${refusal.message}`);
  }

  /** Rejects with ServerDied unless Validate still answers, whatever it says; `anew`: over a connection of its own. */
  async assertAlive(what: string, { anew = true } = {}): Promise<void> {
    const connection = anew ? this.run.connect() : undefined;
    try {
      const client = connection ? this.clientOn(connection) : this.client;
      const ask = () => client.call('validate', {}, { deadlineMs: 10_000, retries: 4 });
      await ask().catch((thrown: unknown) => {
        // One answer may be late where the machine is busy; two that do not come are silence.
        if (thrown instanceof CallError && thrown.status === 'DEADLINE_EXCEEDED') return ask();
        throw thrown;
      });
    } catch (thrown) {
      if (!(thrown instanceof CallError)) throw thrown;
      if (thrown.isSilence)
        throw new ServerDied(`after ${what} the provider does not answer any more: ${thrown.message}`);
    } finally {
      connection?.close();
    }
  }

  notApplicable(reason: string): never {
    throw new NotApplicable(reason);
  }
}
