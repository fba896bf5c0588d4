import { messageOf } from '../../foundation/errors.js';
import type { Progress, StepStatus } from '../../foundation/progress.js';
import { CallError } from '../client/call-error.js';
import type { DeclaredCapabilities, Leftover, TestResult, TestVerdict } from '../report/report-types.js';
import { Cleanup, isOpen } from './cleanup.js';
import type { JournalEntry } from './journal.js';
import { LateLooks } from './late-looks.js';
import { leftoversOf } from './leftovers.js';
import { ServerDied } from './outcomes.js';
import type { RunState } from './run-state.js';
import { type TestPart, TestRun } from './run-test.js';
import { Slots } from './slots.js';
import { TestContext } from './test-context.js';
import type { TestDefinition, TestPhase } from './test-definition.js';
import { VmListing } from './vm-listing.js';

export interface SuiteRun {
  tests: readonly TestDefinition[];
  /** Why a test is left out; undefined where it is not. */
  exclusion: (id: string) => string | undefined;
  parallel: number;
  /** Called when the last cleanup begins, to bound it. */
  onCleanup: () => void;
}

export interface SuiteResult {
  tests: TestResult[];
  leftovers: Leftover[];
  criticalPathMs: number;
  /** Milliseconds in which the run only waited for the settle time. */
  settleWaitMs: number;
}

const stepStatus: Record<TestVerdict, StepStatus> = {
  pass: 'done',
  fail: 'failed',
  error: 'failed',
  warn: 'warned',
  'expected-fail': 'warned',
  'could-not-run': 'warned',
  'not-applicable': 'skipped',
  excluded: 'skipped',
};

/** Runs the tests in their phases, cleans up, and says what was found. Never rejects for what a provider does. */
export async function runSuite(state: RunState, options: SuiteRun): Promise<SuiteResult> {
  return await new SuiteRunner(state, options).run();
}

class SuiteRunner {
  private readonly state: RunState;
  private readonly options: SuiteRun;
  private readonly runs: TestRun[];
  private readonly cleanup: Cleanup;
  private readonly progress: Progress;
  private readonly slots: Slots;
  private readonly looks: LateLooks;
  private criticalPathMs = 0;
  /** Tests whose verdict the progress has shown. */
  private told = 0;

  constructor(state: RunState, options: SuiteRun) {
    this.state = state;
    this.options = options;
    this.runs = options.tests.map((definition) => new TestRun(definition, state));
    this.cleanup = new Cleanup(state);
    this.progress = state.context.progress;
    this.slots = new Slots(1);
    state.slots = this.slots;
    this.looks = new LateLooks(state, (run) => this.slots.soon(() => this.perform(run, 'look')));
  }

  async run(): Promise<SuiteResult> {
    for (const run of this.runs) {
      const exclusion = this.options.exclusion(run.definition.id);
      if (exclusion !== undefined) run.decide('excluded', exclusion);
    }
    this.tellPlan();
    await this.first();
    this.applyDeclarations();
    this.tellPlan();
    await this.alone();
    await this.together();
    await this.quiet();
    await this.lookAgain(({ definition }) => definition.phase !== 'quiet' || definition.alone === true);
    await this.cleanUp([...this.inPhase('destructive'), ...this.looks.runs].flatMap(entriesOf));
    await this.destructive();
    this.options.onCleanup();
    await this.lastCleanUp();
    await this.sequence('last');
    return {
      tests: this.runs.map((run) => run.result()),
      leftovers: await leftoversOf(this.state, this.cleanup),
      criticalPathMs: this.criticalPathMs,
      settleWaitMs: this.looks.idleMs,
    };
  }

  private inPhase(phase: TestPhase): TestRun[] {
    return this.runs.filter((run) => run.definition.phase === phase && !run.isDecided);
  }

  /** Validate, then what only reads as well. */
  private async first(): Promise<void> {
    const validate = this.runs.find(({ definition }) => definition.id === 'validate-ok');
    if (validate) await this.atOnce([{ run: validate, part: 'run' }], 1);
    const reads = this.atOnce(
      this.inPhase('first').map((run) => ({ run, part: 'run' as const })),
      this.options.parallel,
    );
    if (this.options.parallel === 1 || validate?.verdict === 'fail') await reads;
    if (validate?.verdict === 'fail') this.giveUp('Validate does not say ok');
    await Promise.all([reads, this.lookAround()]);
  }

  /** What every test needs to know, read before anything is created. */
  private async lookAround(): Promise<void> {
    if (this.state.signal.aborted) return;
    const context = new TestContext(this.state, { id: 'look-around' });
    await this.unlessRefused(async () => {
      this.state.capabilities = (await context.client.call('getCapabilities', {})) satisfies DeclaredCapabilities;
    });
    this.state.baselineFailure = await this.unlessRefused(async () => {
      this.state.baseline = new Map((await context.list(performance.now())).map(({ id, name }) => [id, name]));
      this.state.journal.baseline(this.state.baseline.keys());
    });
  }

  /** The message of a refusal; the tests say what it means. */
  private async unlessRefused(look: () => Promise<void>): Promise<string | undefined> {
    try {
      await look();
      return undefined;
    } catch (thrown) {
      if (thrown instanceof CallError || thrown === this.state.signal.reason) return messageOf(thrown);
      throw thrown;
    }
  }

  private giveUp(reason: string): void {
    for (const run of this.runs) run.decide('could-not-run', reason);
  }

  private applyDeclarations(): void {
    for (const run of this.runs) {
      const { declared, undeclared = 'the provider does not declare it' } = run.definition;
      if (!declared) continue;
      if (!this.state.capabilities) run.decide('could-not-run', 'GetCapabilities did not answer');
      else if (!declared(this.state.capabilities)) run.decide('not-applicable', undeclared);
    }
  }

  private async sequence(phase: TestPhase): Promise<void> {
    for (const run of this.inPhase(phase)) await this.atOnce([{ run, part: 'run' }], 1);
  }

  /** Those that count on nothing else being there, before anything else is. */
  private async alone(): Promise<void> {
    for (const run of this.inPhase('quiet').filter(({ definition }) => definition.alone)) {
      await this.atOnce([{ run, part: 'prepare' }], 1);
      await this.atOnce([{ run, part: 'run' }], 1);
    }
  }

  private async together(): Promise<void> {
    const later = [...this.inPhase('quiet'), ...this.inPhase('destructive')].filter(
      ({ definition, dueAt }) => definition.prepare && dueAt === undefined,
    );
    const jobs = [
      ...this.inPhase('together').map((run) => ({ run, part: 'run' as const })),
      ...later.map((run) => ({ run, part: 'prepare' as const })),
    ].sort((a, b) => this.expectedSeconds(b.run) - this.expectedSeconds(a.run));
    const over = this.runs.filter(({ definition, isDecided }) => definition.alone === true && isDecided);
    const { parallel } = this.options;
    const removal = this.state.gone ? undefined : this.cleanup.remove(over.flatMap(entriesOf));
    if (parallel === 1) await removal;
    await this.atOnce(jobs, parallel);
    await removal;
  }

  /** To order by: who only waits in the end gives its place away, but should not be waited for alone. */
  private expectedSeconds(run: TestRun): number {
    return weightOf(run) + (run.definition.watches ? this.state.limits.settleMs / 1_000 : 0);
  }

  /** One at work at a time, so that it is certain which one a provider died of. */
  private async quiet(): Promise<void> {
    const runs = this.inPhase('quiet').filter(({ dueAt }) => dueAt === undefined);
    await this.atOnce(
      runs.map((run) => ({ run, part: 'run' as const })),
      1,
    );
  }

  /**
   * One after the other. What others still have to look for is over before the one that a provider is least likely to
   * survive; those before it fill the settle time of the quiet tests.
   */
  private async destructive(): Promise<void> {
    const runs = this.inPhase('destructive');
    const deadly = runs.filter((run) => weightOf(run) === 0);
    for (const run of runs.filter((other) => !deadly.includes(other))) await this.atOnce([{ run, part: 'run' }], 1);
    await this.lookAgain(() => true);
    for (const run of deadly) await this.atOnce([{ run, part: 'run' }], 1);
  }

  private async lookAgain(which: (run: TestRun) => boolean): Promise<void> {
    this.slots.limit = this.options.parallel;
    await this.looks.over(which);
    this.slots.limit = 1;
  }

  private async atOnce(jobs: readonly Job[], limit: number): Promise<void> {
    const before = new Map(jobs.map(({ run }) => [run, run.chainMs]));
    this.slots.limit = limit;
    await this.slots.run(jobs, ({ run, part }) => this.perform(run, part));
    this.slots.limit = 1;
    const own = jobs.map(({ run }) => run.chainMs - (before.get(run) ?? 0));
    this.criticalPathMs += limit === 1 ? own.reduce((sum, ms) => sum + ms, 0) : Math.max(0, ...own);
  }

  private async perform(run: TestRun, part: TestPart): Promise<void> {
    const { id, phase } = run.definition;
    const wasDecided = run.isDecided;
    if (!wasDecided && this.state.gone) run.decide('could-not-run', goneTexts[part]);
    if (!wasDecided && this.state.signal.aborted && part !== 'look')
      run.decide('could-not-run', 'the run ended before it began');
    if (!wasDecided) {
      if (part === 'run') this.progress({ type: 'step-started', id });
      await run.perform(part);
    }
    if (part === 'prepare' && !run.isDecided) return;
    if (run.dueAt !== undefined) return this.looks.add(run, run.dueAt);
    this.tell(run);
    // What the quiet tests leave goes all at once when they are over: nothing else happens meanwhile.
    const keeps = phase === 'last' || (phase === 'quiet' && part === 'run') || this.state.gone !== false;
    if (!keeps) await this.cleanup.remove(entriesOf(run), run.context.seesSince);
  }

  private tellPlan(): void {
    const open = this.runs.filter(({ isDecided }) => !isDecided).length;
    this.progress({ type: 'plan', steps: this.told + open });
  }

  private tell(run: TestRun): void {
    const { id, verdict, reason, durationMs } = run.result();
    const quietly = verdict === 'excluded';
    if (quietly) return;
    this.told += 1;
    this.progress({
      type: 'step-finished',
      id,
      status: stepStatus[verdict],
      label: verdict,
      durationMs,
      ...(reason !== undefined && { detail: reason }),
    });
  }

  private async cleanUp(keep: readonly JournalEntry[]): Promise<void> {
    if (!this.state.gone) await this.cleanup.removeAll(keep);
  }

  /** Also where the provider was gone: it may have been restarted since. */
  private async lastCleanUp(): Promise<void> {
    const isNeeded = this.state.journal.entries.some(isOpen);
    if (this.state.gone && (!isNeeded || this.state.ended || !(await this.isBack()))) return;
    if (this.state.gone) this.state.listing = new VmListing();
    const before = this.cleanup.context.ownTime.total;
    await this.cleanup.removeForGood();
    this.criticalPathMs += this.cleanup.context.ownTime.total - before;
  }

  private async isBack(): Promise<boolean> {
    const until = performance.now() + returnInSettleTimes * this.state.limits.settleMs;
    for (;;) {
      try {
        await this.cleanup.context.assertAlive('the tests');
        return true;
      } catch (thrown) {
        if (!(thrown instanceof ServerDied) || performance.now() > until) return false;
      }
    }
  }
}

/** How long a provider that went away may take to come back for the cleanup. */
const returnInSettleTimes = 4;

const goneTexts: Record<TestPart, string> = {
  prepare: 'the provider does not answer any more',
  run: 'the provider does not answer any more',
  look: 'the provider did not answer any more when it was to be looked at again after the settle time',
};

interface Job {
  run: TestRun;
  part: TestPart;
}

const weightOf = ({ definition }: TestRun) => definition.weight ?? 1;

const entriesOf = ({ context }: TestRun): JournalEntry[] => context.vms.map(({ entry }) => entry);
