import type { Progress, StepStatus } from '../../foundation/progress.js';
import type { TestResult, TestVerdict } from '../report/report-types.js';

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

/** What a run tells of its tests while it goes on; of those that are left out it says nothing. */
export class ToldProgress {
  private readonly progress: Progress;
  private endedTests = 0;

  constructor(progress: Progress) {
    this.progress = progress;
  }

  plan(runs: readonly { isDecided: boolean }[]): void {
    const open = runs.filter(({ isDecided }) => !isDecided).length;
    this.progress({ type: 'plan', steps: this.endedTests + open });
  }

  started(id: string): void {
    this.progress({ type: 'step-started', id });
  }

  ended({ id, verdict, reason, durationMs }: TestResult): void {
    if (verdict === 'excluded') return;
    this.endedTests += 1;
    this.progress({
      type: 'step-finished',
      id,
      status: stepStatus[verdict],
      label: verdict,
      durationMs,
      ...(reason !== undefined && { detail: reason }),
    });
  }
}
