import { VrtgError } from '../../foundation/errors.js';
import { type ExitCode, exitCodes } from '../../foundation/exit-codes.js';

/** What kind of refusal GitHub gave; the states of a publish decide by it. */
export type FailureKind =
  | 'authentication'
  | 'permission'
  | 'single-sign-on'
  | 'missing-scope'
  | 'not-found'
  | 'empty-repository'
  | 'conflict'
  | 'validation'
  | 'policy'
  | 'rate-limit'
  | 'redirect'
  | 'unsupported'
  | 'unavailable';

const exits: Record<FailureKind, ExitCode> = {
  authentication: exitCodes.notAllowed,
  permission: exitCodes.notAllowed,
  'single-sign-on': exitCodes.notAllowed,
  'missing-scope': exitCodes.notAllowed,
  policy: exitCodes.notAllowed,
  'not-found': exitCodes.notAllowed,
  'empty-repository': exitCodes.remote,
  conflict: exitCodes.remote,
  validation: exitCodes.remote,
  'rate-limit': exitCodes.remote,
  redirect: exitCodes.remote,
  unsupported: exitCodes.remote,
  unavailable: exitCodes.remote,
};

export interface GitHubFailureFacts {
  kind: FailureKind;
  message: string;
  hint?: string | undefined;
  /** HTTP status, 0 where there was no answer. */
  status: number;
  /** What GitHub said, without secrets. */
  said: string;
}

/** GitHub refused or failed. Its exit code follows from the kind: 6 where somebody must allow something, else 8. */
export class GitHubFailure extends VrtgError {
  override readonly name = 'GitHubFailure';
  readonly kind: FailureKind;
  readonly status: number;
  readonly said: string;

  constructor({ kind, message, hint, status, said }: GitHubFailureFacts) {
    super({
      code: `GITHUB_${kind.toUpperCase().replaceAll('-', '_')}`,
      message,
      hint,
      exitCode: exits[kind],
      details: { kind, status, said },
    });
    this.kind = kind;
    this.status = status;
    this.said = said;
  }

  /** True where nobody can know whether the request took effect. */
  get outcomeUnknown(): boolean {
    return this.kind === 'unavailable';
  }
}

/** Whether something thrown is a refusal of one of these kinds. */
export function isFailure(thrown: unknown, ...kinds: readonly FailureKind[]): thrown is GitHubFailure {
  return thrown instanceof GitHubFailure && kinds.includes(thrown.kind);
}
