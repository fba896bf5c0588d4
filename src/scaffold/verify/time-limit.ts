import { formatDuration } from '../../foundation/duration.js';

/** Node's timers fire at once beyond 32 bits. */
const longestTimerMs = 2 ** 31 - 1;

/** A limit for the whole of a verification, beside the signal of an interrupt. */
export class TimeLimit {
  /** Aborted when the time is over or the work is interrupted. */
  readonly signal: AbortSignal;
  private readonly limitMs: number;
  private readonly interruption: AbortSignal;
  private readonly over = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly until: number;

  constructor(limitMs: number, interruption: AbortSignal) {
    this.limitMs = limitMs;
    this.interruption = interruption;
    this.until = performance.now() + limitMs;
    this.timer = setTimeout(() => this.over.abort(new Error('the time is over')), Math.min(limitMs, longestTimerMs));
    this.signal = AbortSignal.any([interruption, this.over.signal]);
  }

  /** Milliseconds, at least 1. */
  get leftMs(): number {
    return Math.max(1, this.until - performance.now());
  }

  /** Why work was cut off, undefined where it was not. Throws the reason of an interrupt. */
  reasonIfOver(): string | undefined {
    this.interruption.throwIfAborted();
    return this.over.signal.aborted ? `--timeout (${formatDuration(this.limitMs)}) is over` : undefined;
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
