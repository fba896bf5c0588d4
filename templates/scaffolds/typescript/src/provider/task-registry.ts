import { randomUUID } from 'node:crypto';

export interface TaskState {
  done: boolean;
  /** Why it failed; empty while it runs and where it succeeded. */
  error: string;
}

/** Work that gets a signal, aborted when it takes too long or the provider stops. */
export type Work = (signal: AbortSignal) => Promise<void>;

const keptFinished = 10_000;
const halfAnHour = 30 * 60_000;

/** Work that goes on after its call was answered. Work on one subject never overlaps and keeps its order. */
export class TaskRegistry {
  private readonly tasks = new Map<string, TaskState>();
  private readonly finished: string[] = [];
  private readonly lastOf = new Map<string, Promise<void>>();
  private readonly endings = new Set<AbortController>();
  private readonly limitMs: number;
  private stopped = false;

  constructor(limitMs = halfAnHour) {
    this.limitMs = limitMs;
  }

  /** Starts the work as soon as earlier work on the subject is over; returns the task's id. */
  start(subject: string, work: Work): string {
    const id = `task-${randomUUID()}`;
    const state: TaskState = { done: false, error: '' };
    this.tasks.set(id, state);
    const earlier = this.lastOf.get(subject) ?? Promise.resolve();
    const ended = earlier.then(async () => {
      try {
        await this.run(work);
      } catch (thrown) {
        state.error = (thrown instanceof Error && thrown.message) || String(thrown);
      }
      state.done = true;
      this.forgetOldest(id);
    });
    this.lastOf.set(subject, ended);
    void ended.then(() => {
      if (this.lastOf.get(subject) === ended) this.lastOf.delete(subject);
    });
    return id;
  }

  /** Undefined where no task has this id; the last 10,000 finished ones are known. */
  state(id: string): Readonly<TaskState> | undefined {
    return this.tasks.get(id);
  }

  get running(): number {
    return this.tasks.size - this.finished.length;
  }

  /** Waits for what runs, at most that long; then aborts it. */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.stopped = true;
      for (const ending of this.endings) ending.abort(new Error('the provider stops'));
    }, graceMs);
    while (this.lastOf.size > 0) await Promise.all(this.lastOf.values());
    clearTimeout(timer);
  }

  /** Also ends for the caller where the work does not listen to its signal. */
  private async run(work: Work): Promise<void> {
    if (this.stopped) throw new Error('the provider stops');
    const ending = new AbortController();
    this.endings.add(ending);
    const late = () => ending.abort(new Error(`it took longer than ${this.limitMs / 1_000} seconds`));
    const timer = setTimeout(late, this.limitMs);
    try {
      await Promise.race([work(ending.signal), abortion(ending.signal)]);
    } finally {
      clearTimeout(timer);
      this.endings.delete(ending);
    }
  }

  private forgetOldest(id: string): void {
    this.finished.push(id);
    const oldest = this.finished.length > keptFinished ? this.finished.shift() : undefined;
    if (oldest !== undefined) this.tasks.delete(oldest);
  }
}

function abortion(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
