import type { Progress } from './progress.js';

/** Less is done before anybody asks how far it is. */
const longFrom = 1_000;
const notes = 10;

/** Counts what is done of long work, and says a few times how far it is. Says nothing where there is little to do. */
export function countedProgress(progress: Progress, { what, total }: { what: string; total: number }): () => void {
  if (total < longFrom) return () => {};
  const step = Math.ceil(total / notes);
  const shown = (count: number) => count.toLocaleString('en');
  let done = 0;
  return () => {
    done += 1;
    if (done % step === 0 || done === total)
      progress({ type: 'note', text: `${what}: ${shown(done)} of ${shown(total)}` });
  };
}
