/** Why a hypervisor refuses; the server makes a gRPC status of it. */
export type ErrorKind =
  | 'not-found'
  | 'already-exists'
  | 'invalid'
  | 'wrong-state'
  /** Asking again later may help. */
  | 'unavailable'
  | 'unsupported';

/** A refusal that the caller is told of. Anything else that is thrown counts as a bug and is answered as INTERNAL. */
export class HypervisorError extends Error {
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HypervisorError';
    this.kind = kind;
  }
}
