/** At most so many tests at work at a time; a test that only waits gives its place away meanwhile. */
export class Slots {
  private most: number;
  private ceiling = Number.POSITIVE_INFINITY;
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.most = Math.max(1, limit);
  }

  /** From now on; those at work beyond a lower limit end first. */
  set limit(limit: number) {
    this.most = Math.max(1, Math.min(limit, this.ceiling));
    this.wake();
  }

  /** One place less for good: the provider is busy with what runs already. */
  narrow(): void {
    this.ceiling = Math.max(1, Math.min(this.most, this.ceiling) - 1);
    this.most = Math.min(this.most, this.ceiling);
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

  /** Does it as soon as there is a place, before all that have not begun. */
  async soon(job: () => Promise<void>): Promise<void> {
    await this.take({ first: true });
    await job().finally(() => this.giveBack());
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
    if (this.taken < this.most) {
      this.taken += 1;
      return;
    }
    await new Promise<void>((resolve) => {
      if (first) this.waiting.unshift(resolve);
      else this.waiting.push(resolve);
    });
  }

  private giveBack(): void {
    this.taken -= 1;
    this.wake();
  }

  private wake(): void {
    while (this.taken < this.most && this.waiting.length > 0) {
      this.taken += 1;
      this.waiting.shift()?.();
    }
  }
}
