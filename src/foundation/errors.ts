import { type ExitCode, exitCodes } from './exit-codes.js';

export interface Failure {
  /** Stable and upper case, for instance `NOT_A_DIRECTORY`; scripts match on it. */
  code: string;
  /** What happened, with the facts: names, paths, values. */
  message: string;
  /** The next step, as an instruction. */
  hint?: string | undefined;
  exitCode: ExitCode;
  /** Machine-readable facts for `--json`; never secrets. */
  details?: unknown;
  cause?: unknown;
}

/** An expected failure. The subclass says who must act. */
export abstract class VrtgError extends Error {
  abstract override readonly name: string;
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  readonly details: unknown;

  constructor(failure: Failure) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.code = failure.code;
    this.hint = failure.hint;
    this.exitCode = failure.exitCode;
    this.details = failure.details;
  }
}

type UsageFailure = Omit<Failure, 'exitCode'> & { exitCode?: ExitCode };

/** The user must change the input or the command line; exit code 2 unless said otherwise. */
export class UserError extends VrtgError {
  override readonly name = 'UserError';

  constructor(failure: UsageFailure) {
    super({ exitCode: exitCodes.usage, ...failure });
  }
}

/** This machine lacks something: a program, a permission, a free port, a provider that answers. */
export class EnvironmentError extends VrtgError {
  override readonly name = 'EnvironmentError';
}

/** GitHub or a registry failed or refused; exit code 8 unless said otherwise. */
export class RemoteError extends VrtgError {
  override readonly name = 'RemoteError';

  constructor(failure: UsageFailure) {
    super({ exitCode: exitCodes.remote, ...failure });
  }
}

/** SIGINT or SIGTERM ended the work; exit code 130 or 143. */
export class InterruptedError extends VrtgError {
  override readonly name = 'InterruptedError';

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super({
      code: 'INTERRUPTED',
      message: signal === 'SIGINT' ? 'Interrupted' : 'Terminated',
      exitCode: signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated,
    });
  }
}

/** The text of anything thrown, one line or more, never empty. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return String(thrown) || 'unknown error';
}
