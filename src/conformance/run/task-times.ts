import { onAbort } from '../client/cancelling.js';

/** How long tasks take, by what they do, as one run sees it. */
export class TaskTimes {
  private readonly shortest = new Map<string, number>();
  private readonly asleep = new Map<string, Set<() => void>>();

  /** Milliseconds; undefined where no such task was seen to end. */
  usual(what: string): number | undefined {
    return this.shortest.get(what);
  }

  /**
   * A task was seen to end. The shortest time counts: whoever is early only asks again, whoever is late has lost time.
   * The first time wakes all who wait for such tasks, since those that began together end together.
   */
  ended(what: string, ms: number): void {
    const usual = this.shortest.get(what);
    this.shortest.set(what, Math.min(ms, usual ?? Number.POSITIVE_INFINITY));
    if (usual !== undefined) return;
    for (const wake of this.asleep.get(what) ?? []) wake();
  }

  /** Sleeps, until the first such task was seen to end at the longest. Rejects with the signal's reason. */
  async pause(what: string, { ms, signal }: { ms: number; signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    const asleep = this.asleep.get(what) ?? new Set();
    this.asleep.set(what, asleep);
    await new Promise<void>((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer);
        forget();
        asleep.delete(wake);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      const timer = setTimeout(wake, ms);
      const forget = onAbort(signal, wake);
      asleep.add(wake);
    });
  }
}
