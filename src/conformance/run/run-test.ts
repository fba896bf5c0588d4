import { messageOf } from '../../foundation/errors.js';
import { cut, printableLine } from '../../foundation/terminal-text.js';
import { CallError } from '../client/call-error.js';
import type { TestResult, TestVerdict } from '../report/report-types.js';
import { againstKnownFailures } from './known-failures.js';
import { CouldNotRun, Failed, NotApplicable, RunTimedOut, ServerDied, TaskFailure, Warning } from './outcomes.js';
import type { RunState } from './run-state.js';
import { stillWrites } from './still-writes.js';
import { TestContext } from './test-context.js';
import type { TestDefinition } from './test-definition.js';
import { causes, hasNoRoom } from './trying-again.js';

interface Outcome {
  verdict: TestVerdict;
  reason?: string;
}

/** Verdicts whose calls nobody needs to see. */
const quiet: ReadonlySet<TestVerdict> = new Set(['pass', 'not-applicable', 'excluded']);

/** `look`: what must still hold when the settle time is over. */
export type TestPart = 'prepare' | 'run' | 'look';

/** One test of a run, from its preparation to its verdict. */
export class TestRun {
  readonly definition: TestDefinition;
  context: TestContext;
  private readonly run: RunState;
  private durationMs = 0;
  private part: TestPart = 'run';
  private outcome: Outcome | undefined;
  private remark: string | undefined;
  private chain = 0;
  private postponed: 'not' | 'now' | 'once' = 'not';

  constructor(definition: TestDefinition, run: RunState) {
    this.definition = definition;
    this.run = run;
    this.context = new TestContext(run, { id: definition.id });
  }

  get isDecided(): boolean {
    return this.outcome !== undefined;
  }

  get verdict(): TestVerdict | undefined {
    return this.outcome?.verdict;
  }

  /** Decides the test without running it. */
  decide(verdict: TestVerdict, reason: string): void {
    this.outcome ??= { verdict, reason };
  }

  /** The provider had no room for it beside the others: to be run anew when they are over. */
  get isPostponed(): boolean {
    return this.postponed === 'now';
  }

  /** Begins again with nothing, once. */
  beginAgain(): void {
    this.postponed = 'once';
    this.context = new TestContext(this.run, { id: this.definition.id });
  }

  /**
   * Runs a part; what goes wrong becomes the verdict, never a rejection. Among others (`crowded`) a test that the
   * provider has no room for is postponed, so that what it finds does not depend on how many run at the same time.
   */
  async perform(part: TestPart, { crowded = false } = {}): Promise<void> {
    if (this.outcome) return;
    const startedAt = performance.now();
    const ownBefore = this.context.ownTime.total;
    this.context.beginPart();
    this.part = part;
    try {
      this.outcome = await this.attempt(part);
    } catch (thrown) {
      if (crowded && this.postponed === 'not' && hasNoRoom(thrown)) this.postponed = 'now';
      else this.outcome = await this.judge(thrown);
    }
    if (this.outcome && quiet.has(this.outcome.verdict)) this.context.exchange.clear();
    this.durationMs += performance.now() - startedAt;
    if (part !== 'look') this.chain += this.context.ownTime.total - ownBefore;
  }

  /** It passed by itself, and what others see until the end of the run may still speak against it. */
  get awaitsEnd(): boolean {
    return this.verdict === 'pass' && this.definition.overall !== undefined;
  }

  /** The run is over. */
  conclude(): void {
    const against = this.awaitsEnd ? this.definition.overall?.(this.run.observations) : undefined;
    if (!against) return;
    this.outcome = { verdict: 'fail', reason: against.text };
    if (against.call) this.context.exchange.add(against.call);
  }

  /** The provider's own time for this test so far, without the looks after the settle time; milliseconds. */
  get chainMs(): number {
    return this.chain;
  }

  /** When it may look again, by `performance.now()`; undefined where there is nothing to look for. */
  get dueAt(): number | undefined {
    const { lateLooks } = this.context;
    return this.outcome || lateLooks.length === 0 ? undefined : Math.max(...lateLooks.map(({ dueAt }) => dueAt));
  }

  private async attempt(part: TestPart): Promise<Outcome | undefined> {
    const { definition, context } = this;
    if (part === 'prepare') {
      await definition.prepare?.(context);
      return undefined;
    }
    if (part === 'look') {
      await context.lookAgain();
      return this.passed;
    }
    this.remark = (await definition.run(context)) ?? undefined;
    if (definition.sendsWrong)
      await context.assertAlive(`${definition.id} sent it something wrong`, { anew: definition.mayBreak === true });
    if (definition.mayBreak) await stillWrites(context);
    return context.lateLooks.length > 0 ? undefined : this.passed;
  }

  private get passed(): Outcome {
    return { verdict: 'pass', ...(this.remark && { reason: this.remark }) };
  }

  private async judge(thrown: unknown): Promise<Outcome> {
    const { signal, cleanupSignal } = this.run;
    // What creates something is cut off with the cleanup only.
    const isCut = thrown === signal.reason || (cleanupSignal.aborted && thrown === cleanupSignal.reason);
    if (signal.aborted && isCut) return this.cutOff(signal.reason);
    if (thrown instanceof ServerDied) {
      this.run.gone = 'broken';
      return { verdict: 'fail', reason: thrown.message };
    }
    const died = await this.deathUnder(thrown);
    if (died) return died;
    if (thrown instanceof NotApplicable) return { verdict: 'not-applicable', reason: thrown.message };
    if (thrown instanceof Warning) return { verdict: 'warn', reason: thrown.message };
    if (thrown instanceof CouldNotRun) return { verdict: 'could-not-run', reason: thrown.message };
    const isFinding = [Failed, CallError, TaskFailure].some((kind) => thrown instanceof kind);
    if (!isFinding)
      return { verdict: 'error', reason: thrown instanceof Error ? (thrown.stack ?? '') : messageOf(thrown) };
    const advisory = this.definition.level === 'advisory';
    return { verdict: advisory ? 'warn' : 'fail', reason: (thrown as Error).message };
  }

  private cutOff(thrown: unknown): Outcome {
    if (!(thrown instanceof RunTimedOut)) return { verdict: 'could-not-run', reason: 'the run was interrupted' };
    const waiting = [...new Set([...this.context.underWay].map(({ method }) => method))];
    if (waiting.length === 0) return { verdict: 'could-not-run', reason: thrown.message };
    return { verdict: 'fail', reason: `${thrown.message} while it waited for ${waiting.join(', ')}` };
  }

  /** Where the test met silence or sent something wrong: is the provider still there at all? */
  private async deathUnder(thrown: unknown): Promise<Outcome | undefined> {
    const { definition, context, part } = this;
    const guilty = definition.sendsWrong === true && part !== 'prepare';
    if (!guilty && !causes(thrown).some((error) => error instanceof CallError && error.isSilence)) return undefined;
    try {
      await context.assertAlive(definition.id);
      return undefined;
    } catch (dead) {
      if (!(dead instanceof ServerDied)) return this.judge(dead);
      if (guilty) this.run.gone = 'broken';
      else this.run.gone ||= 'lost';
      return guilty
        ? { verdict: 'fail', reason: dead.message }
        : { verdict: 'could-not-run', reason: `the provider stopped answering: ${messageOf(thrown)}` };
    }
  }

  result(): TestResult {
    const { definition, context } = this;
    const outcome = this.outcome ?? { verdict: 'could-not-run' as const, reason: 'it was never begun' };
    const { verdict, reason } = againstKnownFailures(outcome, this.run.knownFailures.has(definition.id));
    const exchange = quiet.has(verdict) ? [] : context.exchange.exchange;
    return {
      id: definition.id,
      profile: definition.profile,
      capability: definition.capabilities.join(' '),
      level: definition.level,
      verdict,
      ...(reason !== undefined && { reason: cut(printableLine(reason), 1_000) }),
      durationMs: Math.round(this.durationMs * 100) / 100,
      ...(exchange.length > 0 && { exchange }),
    };
  }
}
