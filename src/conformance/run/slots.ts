/** At most so many tests at work at a time; a test that only waits gives its place away meanwhile. */
export class Slots {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.free = Math.max(1, limit);
  }

  /** Starts the jobs in their order and resolves when all ended. Jobs must not reject. */
  async run<Item>(items: readonly Item[], job: (item: Item) => Promise<void>): Promise<void> {
    await Promise.all(
      items.map(async (item) => {
        await this.take();
        await job(item).finally(() => this.giveBack());
      }),
    );
  }

  /** For a job that holds a place: waits without it, and comes before those that have not begun. */
  async without<Result>(wait: () => Promise<Result>): Promise<Result> {
    this.giveBack();
    try {
      return await wait();
    } finally {
      await this.take({ first: true });
    }
  }

  private async take({ first = false } = {}): Promise<void> {
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    await new Promise<void>((resolve) => {
      if (first) this.waiting.unshift(resolve);
      else this.waiting.push(resolve);
    });
  }

  private giveBack(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}
