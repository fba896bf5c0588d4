import { formatDuration } from '../../foundation/duration.js';
import { cutInside, printableLine } from '../../foundation/terminal-text.js';
import type { BadStatus } from './unary-call.js';

/** The gRPC status codes by their number; not taken from grpc-js, so that listing the tests does not load it. */
const statusNames = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** How often a call that was answered with a busy status is made again. */
export function mostRetries(busy: CallError): number {
  return busy.isBusyAnswer ? 8 : 3;
}

/** How often a call is sent again that never reached the provider. */
export const mostResends = 5;

/** Milliseconds before the next attempt; not the same for all, or they would collide again. */
export function retryPause(attempt: number): number {
  return Math.min(2_000, 100 * 2 ** attempt) * (0.5 + Math.random());
}

interface Outcome {
  error: BadStatus | null;
  limitMs: number;
  elapsedMs: number;
}

/** grpc-js's own words for an end without a gRPC status, and for an answer that it does not take. */
const unsaid =
  /^Received (?:RST_STREAM with code|HTTP status code) |^Bandwidth exhausted or|^Protocol not secure|larger than max/i;

interface Facts {
  method: string;
  name: string;
  details: string;
  text: string;
  isMalformed: boolean;
}

/** A call that ended with another status than OK. */
export class CallError extends Error {
  readonly method: string;
  /** gRPC status name, for instance `NOT_FOUND`. */
  readonly status: string;
  /** The provider's own words, as they came. */
  readonly details: string;
  private readonly isMalformed: boolean;

  private constructor({ method, name, details, text, isMalformed }: Facts) {
    super(text);
    this.name = 'CallError';
    this.method = method;
    this.status = name;
    this.details = details;
    this.isMalformed = isMalformed;
  }

  static from(method: string, { error, limitMs, elapsedMs }: Outcome): CallError {
    const code = error?.code ?? 2;
    const said = statusNames[code] ?? `status ${code}`;
    // A Go server that sees the deadline first resets the stream, which reads as CANCELLED.
    const atLimit = elapsedMs >= limitMs * 0.9;
    const name = said === 'CANCELLED' && atLimit ? 'DEADLINE_EXCEEDED' : said;
    const details = error?.details ?? 'no answer and no status';
    const text =
      name === 'DEADLINE_EXCEEDED' && atLimit
        ? `${method} did not answer within ${formatDuration(limitMs)}`
        : `${method} answered ${name}${details ? `: ${cutInside(printableLine(details), 300)}` : ''}`;
    return new CallError({ method, name, details, text, isMalformed: error?.malformed === true });
  }

  /** Worth asking again: the provider is busy or not there for a moment. */
  get isBusy(): boolean {
    return this.status === 'UNAVAILABLE' || this.status === 'RESOURCE_EXHAUSTED';
  }

  /** No word from the provider about the request itself. Our own cancelling never becomes a CallError. */
  get isSilence(): boolean {
    return ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED'].includes(this.status);
  }

  /** The request never left, since there was no connection, or never reached the provider. */
  get isUnsent(): boolean {
    const unsent = /^No connection established|^Channel closed before/;
    return this.isRefusedStream || (this.status === 'UNAVAILABLE' && unsent.test(this.details));
  }

  /**
   * A server that closes a connection (its age, a restart) refuses what comes late: none of it was worked on, and other
   * clients, the manager's among them, send it again over the next connection without a word.
   */
  get isRefusedStream(): boolean {
    return this.status === 'UNAVAILABLE' && this.details.startsWith('Stream refused by server');
  }

  /** The provider's own word that it is busy, not a connection that broke while it worked. */
  get isBusyAnswer(): boolean {
    return this.isBusy && !/^(Connection dropped|Received |Stream |read E|.*\bECONN)/.test(this.details);
  }

  /** The provider itself refused; not silence, and not our side refusing what it sent. */
  get isRefusal(): boolean {
    return !this.isSilence && !this.isMalformed && !unsaid.test(this.details);
  }
}
