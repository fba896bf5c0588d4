import type { ExitCode } from '../../foundation/exit-codes.js';

/**
 * `ok`: there and fit. `warning`: works, or may be missed by some. `missing`: what needs it fails. `skipped`: nobody looked,
 * `found` says why.
 */
export type CheckStatus = 'ok' | 'warning' | 'missing' | 'skipped';

export const checkIds = [
  'node',
  'git',
  'git-identity',
  'container-engine',
  'go',
  'helm',
  'metadata',
  'image',
  'token',
  'catalog',
] as const;
export type CheckId = (typeof checkIds)[number];

/** What a look at one thing tells. Never holds a secret. */
export interface Finding {
  status: CheckStatus;
  /** What is there, or what is not, in one line. */
  found: string;
  /** How to get what is missing. */
  fix?: string;
  /** With `missing`: the exit code that a command would leave with. */
  exitCode?: ExitCode;
  /** The same for programs. */
  facts?: Record<string, string | boolean | null | readonly string[]>;
}

export interface Check extends Finding {
  id: CheckId;
  title: string;
}

/** What one command would miss on this machine. */
export interface CommandReadiness {
  command: string;
  ready: boolean;
  /** Checks that are missing. */
  misses: CheckId[];
  /** Checks with a warning that concerns the command. */
  warnings: CheckId[];
  /** What else could be done where something is missing. */
  instead?: string;
}

/** As schemas/doctor.schema.json describes it. */
export interface DoctorResult {
  /** Nothing that publish needs is missing. */
  ready: boolean;
  tool: { version: string };
  /** What was asked about. */
  catalog: string;
  image: string | null;
  offline: boolean;
  /** In a fixed order. */
  checks: Check[];
  commands: CommandReadiness[];
}
