/** Runs at most `limit` of the jobs at a time, in their order; resolves when all ended. Jobs must not reject. */
export async function inParallel<Item>(
  items: readonly Item[],
  { limit, job }: { limit: number; job: (item: Item) => Promise<void> },
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await job(item);
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, worker));
}
