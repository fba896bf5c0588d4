import type { Progress } from './progress.js';

/** Less is done before anybody asks how far it is. */
const longFrom = 1_000;
const notes = 10;

/** Commas between thousands, as in English. Asking ICU for the first time takes longer than reading a thousand providers. */
function shown(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Counts what is done of long work, and says a few times how far it is. Says nothing where there is little to do. */
export function countedProgress(progress: Progress, { what, total }: { what: string; total: number }): () => void {
  if (total < longFrom) return () => {};
  const step = Math.ceil(total / notes);
  let done = 0;
  return () => {
    done += 1;
    if (done % step === 0 || done === total)
      progress({ type: 'note', text: `${what}: ${shown(done)} of ${shown(total)}` });
  };
}
