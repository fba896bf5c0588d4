/** Times in which the provider worked for one test: calls from request to answer, tasks until they were seen done. */
export class OwnTime {
  private readonly intervals: { from: number; to: number }[] = [];

  add(from: number, to: number): void {
    if (to > from) this.intervals.push({ from, to });
  }

  /** Milliseconds in which at least one call or task was under way. */
  get total(): number {
    let covered = 0;
    let end = Number.NEGATIVE_INFINITY;
    for (const { from, to } of [...this.intervals].sort((a, b) => a.from - b.from)) {
      covered += Math.max(0, to - Math.max(from, end));
      end = Math.max(end, to);
    }
    return covered;
  }
}
