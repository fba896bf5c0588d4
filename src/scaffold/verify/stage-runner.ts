import type { Progress, StepStatus } from '../../foundation/progress.js';
import { type Stage, type StageName, type StageStatus, stageNames } from './verify-types.js';

/** What a stage came to; its name and duration are added. */
export type StageEnd = Omit<Stage, 'name' | 'durationMs'>;

const steps: Readonly<Record<StageStatus, StepStatus>> = {
  passed: 'done',
  failed: 'failed',
  incomplete: 'warned',
  skipped: 'skipped',
  'not-run': 'skipped',
};

/** Keeps what each stage came to, and tells of it. After a failure nothing more is run. */
export class StageRunner {
  private readonly stages = new Map<StageName, Stage>();
  private readonly progress: Progress;

  constructor(progress: Progress) {
    this.progress = progress;
  }

  get failed(): boolean {
    return [...this.stages.values()].some(({ status }) => status === 'failed');
  }

  /** Runs the stage unless an earlier one failed. */
  async run(name: StageName, work: () => Promise<StageEnd>): Promise<void> {
    if (this.failed) return;
    const start = performance.now();
    this.progress({ type: 'step-started', id: name });
    const end = await work();
    const durationMs = Math.round(performance.now() - start);
    this.stages.set(name, { name, ...end, durationMs });
    const { status, command, reason } = end;
    const detail = status === 'passed' ? undefined : reason;
    const id = command === undefined ? name : `${name}: ${command}`;
    this.progress({
      type: 'step-finished',
      id,
      status: steps[status],
      label: status,
      ...(detail !== undefined && { detail }),
      ...(status !== 'skipped' && { durationMs }),
    });
  }

  /** All stages in their order. */
  all(): Stage[] {
    return stageNames.map((name) => this.stages.get(name) ?? { name, status: 'not-run', durationMs: 0 });
  }
}
