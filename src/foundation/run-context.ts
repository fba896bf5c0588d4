import type { Progress } from './progress.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the top reads once and passes down, so that nothing below looks at the process. */
export interface RunContext {
  env: Environment;
  /** Absolute path. */
  cwd: string;
  now: () => Date;
  /** Aborted with an InterruptedError as its reason on SIGINT and SIGTERM. */
  signal: AbortSignal;
  progress: Progress;
}
