export type StepStatus = 'done' | 'failed' | 'warned' | 'skipped';

/** What long work tells while it runs; the edge decides how to draw it. */
export type ProgressEvent =
  | { type: 'phase'; title: string }
  /** How many steps will finish. */
  | { type: 'plan'; steps: number }
  | { type: 'step-started'; id: string; title?: string }
  | { type: 'step-finished'; id: string; status: StepStatus; label?: string; detail?: string; durationMs?: number }
  | { type: 'note'; text: string }
  | { type: 'warning'; text: string };

export type Progress = (event: ProgressEvent) => void;
