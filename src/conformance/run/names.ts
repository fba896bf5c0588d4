import { randomInt } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Eight random characters that name one run. */
export function newRunId(): string {
  return Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Hands out `vcts-<runid>-<n>`, `<n>` of fixed width, so that no name is the beginning of another by accident. */
export function nameSource(runId: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `vcts-${runId}-${String(count).padStart(4, '0')}`;
  };
}
