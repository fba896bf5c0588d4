import type { Progress, StepStatus } from '../../foundation/progress.js';
import { CallError } from '../client/call-error.js';
import type { DeclaredCapabilities, Leftover, TestResult, TestVerdict } from '../report/report-types.js';
import { Cleanup } from './cleanup.js';
import { inParallel } from './pool.js';
import type { RunState } from './run-state.js';
import { TestRun } from './run-test.js';
import { TestContext } from './test-context.js';
import type { TestDefinition, TestPhase } from './test-definition.js';

export interface SuiteRun {
  tests: readonly TestDefinition[];
  isExcluded: (id: string) => boolean;
  parallel: number;
  /** Not aborted by an interrupt: the cleanup goes on. */
  cleanupSignal: AbortSignal;
  /** Called when the last cleanup begins, to bound it. */
  onCleanup: () => void;
}

export interface SuiteResult {
  tests: TestResult[];
  leftovers: Leftover[];
  criticalPathMs: number;
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
  private criticalPathMs = 0;

  constructor(state: RunState, options: SuiteRun) {
    this.state = state;
    this.options = options;
    this.runs = options.tests.map((definition) => new TestRun(definition, state));
    this.cleanup = new Cleanup(state, { signal: options.cleanupSignal });
    this.progress = state.context.progress;
  }

  async run(): Promise<SuiteResult> {
    for (const run of this.runs) {
      if (this.options.isExcluded(run.definition.id)) run.decide('excluded', 'filtered out by --focus or --skip');
    }
    await this.sequence('first');
    await this.lookAround();
    this.applyDeclarations();
    await this.together();
    await this.quiet();
    await this.cleanUp();
    await this.sequence('destructive');
    this.options.onCleanup();
    await this.cleanUp();
    await this.sequence('last');
    const finished = this.runs.map((run) => run.finished());
    return {
      tests: finished.map(({ result }) => result),
      leftovers: this.cleanup.leftovers(),
      criticalPathMs: this.criticalPathMs + this.cleanup.context.ownTime.total,
    };
  }

  private inPhase(phase: TestPhase): TestRun[] {
    return this.runs.filter((run) => run.definition.phase === phase && !run.isDecided);
  }

  /** What every test needs to know, read before anything is created. */
  private async lookAround(): Promise<void> {
    const validate = this.runs.find(({ definition }) => definition.id === 'validate-ok');
    if (validate?.verdict === 'fail') this.giveUp('Validate does not say ok');
    if (this.state.signal.aborted) return;
    const context = new TestContext(this.state, { id: 'look-around' });
    try {
      const {
        $typeName: _name,
        $unknown: _unknown,
        ...capabilities
      } = await context.client.call('getCapabilities', {});
      this.state.capabilities = capabilities satisfies DeclaredCapabilities;
      const before = await context.list();
      this.state.baseline = new Map(before.map(({ id, name }) => [id, name]));
    } catch (thrown) {
      if (thrown === this.state.signal.reason) return;
      if (!(thrown instanceof CallError)) throw thrown;
      this.state.baselineFailure = thrown.message;
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
    for (const run of this.inPhase(phase)) {
      await this.perform(run, 'run');
      this.criticalPathMs += run.finished().ownMs;
    }
  }

  private async together(): Promise<void> {
    const jobs = [
      ...this.inPhase('together').map((run) => ({ run, part: 'run' as const })),
      ...this.inPhase('quiet').map((run) => ({ run, part: 'prepare' as const })),
    ].sort((a, b) => (b.run.definition.weight ?? 1) - (a.run.definition.weight ?? 1));
    await inParallel(jobs, { limit: this.options.parallel, job: ({ run, part }) => this.perform(run, part) });
    this.criticalPathMs += longest(jobs.map(({ run }) => run));
  }

  private async quiet(): Promise<void> {
    const runs = this.inPhase('quiet');
    const atOnce = runs.filter(({ definition }) => !definition.alone);
    const groups = [atOnce, ...runs.filter(({ definition }) => definition.alone).map((run) => [run])];
    for (const group of groups) {
      const before = longest(group);
      await inParallel(group, { limit: this.options.parallel, job: (run) => this.perform(run, 'run') });
      this.criticalPathMs += longest(group) - before;
    }
  }

  private async perform(run: TestRun, part: 'prepare' | 'run'): Promise<void> {
    const { id, phase } = run.definition;
    const wasDecided = run.isDecided;
    if (!wasDecided && this.state.gone) run.decide('could-not-run', 'the provider does not answer any more');
    if (!wasDecided && this.state.signal.aborted) run.decide('could-not-run', 'the run ended before it began');
    if (!wasDecided) {
      if (part === 'run') this.progress({ type: 'step-started', id });
      await run.perform(part);
    }
    if (part === 'prepare' && !run.isDecided) return;
    this.tell(run);
    const keeps = phase === 'last' || this.state.gone !== false;
    if (!keeps) await this.cleanup.remove(run.context.vms.map(({ entry }) => entry));
  }

  private tell(run: TestRun): void {
    const { id, verdict, reason, durationMs } = run.finished().result;
    const quietly = verdict === 'excluded';
    if (quietly) return;
    this.progress({
      type: 'step-finished',
      id,
      status: stepStatus[verdict],
      label: verdict,
      durationMs,
      ...(reason !== undefined && { detail: reason }),
    });
  }

  private async cleanUp(): Promise<void> {
    if (this.state.gone) return;
    await this.cleanup.removeAll();
  }
}

function longest(runs: readonly TestRun[]): number {
  return runs.reduce((most, run) => Math.max(most, run.finished().ownMs), 0);
}
