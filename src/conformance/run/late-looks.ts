import type { RunState } from './run-state.js';
import type { TestRun } from './run-test.js';
import { pause } from './waiting.js';

/** How soon it is noticed that the provider is gone, milliseconds. */
const glanceMs = 200;

/**
 * The tests that have done their work and only wait for the settle time to be over. Their waits overlap with one
 * another and with the work of other tests.
 */
export class LateLooks {
  /** Milliseconds in which the run had nothing to do but to wait for the settle time. */
  idleMs = 0;
  private readonly state: RunState;
  private readonly finish: (run: TestRun) => Promise<void>;
  private readonly waiting = new Map<TestRun, Promise<void>>();

  /** `finish` takes the look and ends the test; it must not reject. */
  constructor(state: RunState, finish: (run: TestRun) => Promise<void>) {
    this.state = state;
    this.finish = finish;
  }

  get runs(): TestRun[] {
    return [...this.waiting.keys()];
  }

  /** To be looked at again when its settle time is over. */
  add(run: TestRun, dueAt: number): void {
    const over = this.due(dueAt)
      .then(() => this.finish(run))
      .finally(() => this.waiting.delete(run));
    this.waiting.set(run, over);
  }

  /** Resolves when the looks of these tests have been taken. */
  async over(which: (run: TestRun) => boolean = () => true): Promise<void> {
    const chosen = this.runs.filter(which);
    const rest = Math.max(0, ...chosen.map(({ dueAt = 0 }) => dueAt - performance.now()));
    const { signal, gone } = this.state;
    if (!signal.aborted && gone === false) this.idleMs += rest;
    await Promise.all(chosen.map((run) => this.waiting.get(run)));
  }

  /** Also resolves when there is nothing to wait for any more. */
  private async due(dueAt: number): Promise<void> {
    const { signal } = this.state;
    for (let rest = dueAt - performance.now(); rest > 0; rest = dueAt - performance.now()) {
      if (signal.aborted || this.state.gone !== false) return;
      await pause(Math.min(rest, glanceMs), signal).catch(() => undefined);
    }
  }
}
