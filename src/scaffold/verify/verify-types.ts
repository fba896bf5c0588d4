import type { Badge, ConformanceReport, TestResult } from '../../conformance/report/report-types.js';
import type { ProfileName } from '../../provider/profiles.js';

export const stageNames = ['metadata', 'install', 'build', 'test', 'start', 'conformance'] as const;
export type StageName = (typeof stageNames)[number];

/** `skipped`: there is nothing to do, or it was not asked for; `not-run`: an earlier stage failed. */
export type StageStatus = 'passed' | 'failed' | 'incomplete' | 'skipped' | 'not-run';

export interface Stage {
  name: StageName;
  status: StageStatus;
  /** What was run, where it is a command of the project. */
  command?: string;
  durationMs: number;
  /** Why it failed, is incomplete or was skipped. */
  reason?: string;
  /** The next step after a failure. */
  hint?: string;
  /** The last lines that say something, of a command that failed. */
  output?: string[];
}

/** What `vrtg-provider verify` found; published as schemas/verify-result.schema.json. */
export interface VerifyResult {
  schemaVersion: 1;
  verdict: 'pass' | 'fail' | 'incomplete';
  /** The project, relative to the working directory where it is below it. */
  directory: string;
  /** Null where provider.yaml cannot be read. */
  provider: { name: string; version: string } | null;
  /** All six, in the order in which they run. */
  stages: Stage[];
  /** Null where the suite was not run, or was interrupted. */
  conformance: ConformanceSummary | null;
}

export interface ConformanceSummary {
  suite: ConformanceReport['suite'];
  badge: Badge;
  profiles: Partial<Record<ProfileName, 'pass' | 'partial' | 'fail' | 'skip'>>;
  /** The tests that did not pass, without those that do not apply. */
  findings: Pick<TestResult, 'id' | 'verdict' | 'reason'>[];
}

export interface VerifyRequest {
  /** As it was given. */
  directory: string;
  profiles: readonly ProfileName[];
  /** Path of a YAML or JSON file; it wins over the fixtures of provider.yaml. */
  fixtures?: string | undefined;
  report: readonly string[];
  skipTests: boolean;
  /** For the whole of it; milliseconds. */
  timeoutMs: number;
  settleMs?: number | undefined;
}
