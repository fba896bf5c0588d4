import { randomUUID } from 'node:crypto';
import { messageOf } from '../../../src/foundation/errors.js';

interface Task {
  done: boolean;
  error: string;
}

export interface Job {
  /** Id of what is worked on: jobs of one subject run one after another. */
  subject: string;
  durationMs: number;
  /** Takes effect when the duration is over; what it throws becomes the task's error. */
  work: () => void;
}

const keptFinished = 10_000;

/** Work that goes on after its call returned. A job of no duration on an idle subject is done before `start` returns. */
export class TaskRegistry {
  private readonly tasks = new Map<string, Task>();
  private readonly finished: string[] = [];
  private readonly busy = new Map<string, Promise<void>>();
  private readonly timers = new Set<NodeJS.Timeout>();

  /** Returns the task's id. */
  start(job: Job): string {
    const id = `task-${randomUUID()}`;
    this.tasks.set(id, { done: false, error: '' });
    const earlier = this.busy.get(job.subject);
    if (!earlier && job.durationMs === 0) {
      this.finish(id, job.work);
      return id;
    }
    const ended = this.runLater(id, job, earlier ?? Promise.resolve());
    this.busy.set(job.subject, ended);
    void ended.then(() => {
      if (this.busy.get(job.subject) === ended) this.busy.delete(job.subject);
    });
    return id;
  }

  /** Undefined where no task has this id; the last 10,000 finished ones are known. */
  status(id: string): Readonly<Task> | undefined {
    return this.tasks.get(id);
  }

  get running(): number {
    return this.tasks.size - this.finished.length;
  }

  /** Ends what runs without its effect, so that nothing keeps the process alive. */
  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private async runLater(id: string, { durationMs, work }: Job, earlier: Promise<void>): Promise<void> {
    await earlier;
    if (durationMs > 0) await this.sleep(durationMs);
    this.finish(id, work);
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        resolve();
      }, ms);
      this.timers.add(timer);
    });
  }

  private finish(id: string, work: () => void): void {
    const task = this.tasks.get(id);
    if (!task) return;
    try {
      work();
    } catch (thrown) {
      task.error = messageOf(thrown);
    }
    task.done = true;
    this.finished.push(id);
    const oldest = this.finished.length > keptFinished ? this.finished.shift() : undefined;
    if (oldest !== undefined) this.tasks.delete(oldest);
  }
}
