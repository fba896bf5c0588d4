/** Creates pass at the same time, but for one that others have kept out too often: it passes by itself. */
export class CreationGate {
  private inside = 0;
  private isTakenAlone = false;
  private readonly waiting: Waiting[] = [];

  /** Runs it in its turn; rejects with what it rejects with. Must not be called from within. */
  async pass<Result>(create: () => Promise<Result>, { alone }: { alone: boolean }): Promise<Result> {
    await new Promise<void>((enter) => {
      this.waiting.push({ alone, enter });
      this.wake();
    });
    try {
      return await create();
    } finally {
      this.inside -= 1;
      this.isTakenAlone = false;
      this.wake();
    }
  }

  /** In the order in which they came, so that who wants to be alone is not overtaken. */
  private wake(): void {
    for (let next = this.waiting[0]; next && this.isFreeFor(next); next = this.waiting[0]) {
      this.waiting.shift();
      this.inside += 1;
      this.isTakenAlone = next.alone;
      next.enter();
    }
  }

  private isFreeFor({ alone }: Waiting): boolean {
    return alone ? this.inside === 0 : !this.isTakenAlone;
  }
}

interface Waiting {
  alone: boolean;
  enter: () => void;
}
