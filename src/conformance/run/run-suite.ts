import { messageOf } from '../../foundation/errors.js';
import { CallError } from '../client/call-error.js';
import type { DeclaredCapabilities, Leftover, TestResult } from '../report/report-types.js';
import { absentVm } from './absent-id.js';
import { Cleanup } from './cleanup.js';
import type { JournalEntry } from './journal.js';
import { LateLooks } from './late-looks.js';
import { leftoversOf } from './leftovers.js';
import { ServerDied } from './outcomes.js';
import { isOpen } from './removal-order.js';
import type { RunState } from './run-state.js';
import { type TestPart, TestRun } from './run-test.js';
import { Slots } from './slots.js';
import { TestContext } from './test-context.js';
import type { TestDefinition, TestPhase } from './test-definition.js';
import { ToldProgress } from './told-progress.js';
import { shownTexts } from './virtual-machine.js';
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

/** Runs the tests in their phases, cleans up, and says what was found. Never rejects for what a provider does. */
export async function runSuite(state: RunState, options: SuiteRun): Promise<SuiteResult> {
  return await new SuiteRunner(state, options).run();
}

class SuiteRunner {
  private readonly state: RunState;
  private readonly options: SuiteRun;
  private readonly runs: TestRun[];
  private readonly cleanup: Cleanup;
  private readonly told: ToldProgress;
  private readonly slots: Slots;
  private readonly looks: LateLooks;
  private criticalPathMs = 0;
  /** Many tests run at once, or hold VMs until the settle time is over. */
  private crowded = false;

  constructor(state: RunState, options: SuiteRun) {
    this.state = state;
    this.options = options;
    this.runs = options.tests.map((definition) => new TestRun(definition, state));
    this.cleanup = new Cleanup(state);
    this.told = new ToldProgress(state.context.progress);
    this.slots = new Slots(1);
    state.slots = this.slots;
    this.looks = new LateLooks(state, (run) => this.slots.soon(() => this.perform(run, 'look')));
  }

  async run(): Promise<SuiteResult> {
    for (const run of this.runs) {
      const exclusion = this.options.exclusion(run.definition.id);
      if (exclusion !== undefined) run.decide('excluded', exclusion);
    }
    this.told.plan(this.runs);
    await this.first();
    this.applyDeclarations();
    this.told.plan(this.runs);
    await this.alone();
    await this.together();
    await this.provideAbsentId();
    await this.quiet();
    await this.lookAgain(({ definition }) => definition.phase !== 'quiet' || definition.alone === true);
    await this.cleanUp([...this.inPhase('destructive'), ...this.looks.runs].flatMap(entriesOf));
    await this.destructive();
    this.options.onCleanup();
    await this.lastCleanUp();
    await this.oneByOne(this.inPhase('last'));
    for (const run of this.runs.filter(({ awaitsEnd }) => awaitsEnd)) {
      run.conclude();
      this.told.ended(run.result());
    }
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
    if (validate) await this.oneByOne([validate]);
    const others = this.inPhase('first').filter((run) => run !== validate);
    const reads = this.atOnce(
      others.map((run) => [{ run, part: 'run' }]),
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
      const rows = await context.list(performance.now());
      this.state.baseline = new Map(rows.map(({ id, name }) => [id, name]));
      this.state.foreignAtFirst = shownTexts(rows);
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

  private async oneByOne(runs: readonly TestRun[]): Promise<void> {
    await this.atOnce([runs.map((run) => ({ run, part: 'run' }))], 1);
  }

  /** Those that count on nothing else being there, before anything else is. */
  private async alone(): Promise<void> {
    const runs = this.inPhase('quiet').filter(({ definition }) => definition.alone);
    const jobs = runs.flatMap((run): Job[] => [
      { run, part: 'prepare' },
      { run, part: 'run' },
    ]);
    await this.atOnce([jobs], 1);
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
    this.crowded = true;
    await this.atOnce(
      jobs.map((job) => [job]),
      parallel,
    );
    this.crowded = false;
    await removal;
    if (!this.state.gone) await this.cleanup.confirm();
    await this.postponed();
  }

  /** Those that the provider had no room for, one after the other, when nothing of the others is left. */
  private async postponed(): Promise<void> {
    const runs = this.runs.filter(({ isPostponed }) => isPostponed);
    if (runs.length === 0) return;
    await this.lookAgain(() => true);
    for (const run of runs) run.beginAgain();
    await this.atOnce([runs.map((run) => ({ run, part: run.definition.phase === 'together' ? 'run' : 'prepare' }))], 1);
  }

  /** To order by: who only waits in the end gives its place away, but should not be waited for alone. */
  private expectedSeconds(run: TestRun): number {
    return weightOf(run) + (run.definition.watches ? this.state.limits.settleMs / 1_000 : 0);
  }

  private async provideAbsentId(): Promise<void> {
    const isNeeded = this.runs.some(({ definition, isDecided }) => definition.namesAbsentId && !isDecided);
    if (isNeeded && !this.state.gone) await new TestRun(absentVm, this.state).perform('run');
  }

  /** One that sends something wrong at a time, so that it is certain which one a provider died of. */
  private async quiet(): Promise<void> {
    const runs = this.inPhase('quiet').filter(({ dueAt }) => dueAt === undefined);
    const lanes = [false, true].map((wrong) =>
      runs.flatMap((run): Job[] => (wrong === (run.definition.sendsWrong === true) ? [{ run, part: 'run' }] : [])),
    );
    await this.atOnce(lanes, Math.min(lanes.length, this.options.parallel));
  }

  /**
   * One after the other. What others still have to look for is over before the one that counts on nothing else being
   * done, and before the one that a provider is least likely to survive; those before them fill the settle time of the
   * quiet tests.
   */
  private async destructive(): Promise<void> {
    const runs = this.inPhase('destructive');
    const deadly = runs.filter((run) => weightOf(run) === 0);
    const alone = runs.filter(({ definition }) => definition.alone);
    await this.oneByOne(runs.filter((run) => !deadly.includes(run) && !alone.includes(run)));
    await this.lookAgain(() => true);
    await this.oneByOne([...alone, ...deadly]);
  }

  private async lookAgain(which: (run: TestRun) => boolean): Promise<void> {
    this.slots.limit = this.options.parallel;
    await this.looks.over(which);
    this.slots.limit = 1;
  }

  /** Works at so many lanes at a time, in each at one job after the other. */
  private async atOnce(lanes: readonly Job[][], limit: number): Promise<void> {
    const chains: number[] = [];
    this.slots.limit = limit;
    await this.slots.run(lanes, async (lane) => {
      let chainMs = 0;
      for (const { run, part } of lane) {
        const before = run.chainMs;
        await this.perform(run, part);
        chainMs += run.chainMs - before;
      }
      chains.push(chainMs);
    });
    this.slots.limit = 1;
    this.criticalPathMs += limit === 1 ? chains.reduce((sum, ms) => sum + ms, 0) : Math.max(0, ...chains);
  }

  private async perform(run: TestRun, part: TestPart): Promise<void> {
    const { id, phase } = run.definition;
    const wasDecided = run.isDecided;
    if (!wasDecided && this.state.gone) run.decide('could-not-run', goneTexts[part]);
    if (!wasDecided && this.state.signal.aborted && part !== 'look')
      run.decide('could-not-run', 'the run ended before it began');
    if (!wasDecided) {
      if (part === 'run') this.told.started(id);
      await run.perform(part, { crowded: this.crowded && part !== 'look' });
    }
    if (run.isPostponed) return this.cleanup.remove(entriesOf(run), run.context.seesSince);
    if (part === 'prepare' && !run.isDecided) return;
    if (run.dueAt !== undefined) return this.looks.add(run, run.dueAt);
    if (!run.awaitsEnd) this.told.ended(run.result());
    // What the quiet tests leave goes all at once when they are over: nothing else happens meanwhile.
    const keeps = phase === 'last' || (phase === 'quiet' && part === 'run') || this.state.gone !== false;
    if (!keeps) await this.cleanup.remove(entriesOf(run), run.context.seesSince, { later: this.crowded });
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
