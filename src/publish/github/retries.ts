import { setTimeout as sleep } from 'node:timers/promises';

/** How often and how patiently something is tried. */
export interface Patience {
  /** Milliseconds before each further try. */
  delaysMs: readonly number[];
  signal: AbortSignal;
}

/** Longer than this nobody waits for a rate limit; the command says when to come back instead. */
export const longestWaitMs = 90_000;

/** Looks until something is there, a bounded number of times; undefined where it never was. */
export async function lookUntil<Found>(
  look: () => Promise<Found | undefined>,
  { delaysMs, signal }: Patience,
): Promise<Found | undefined> {
  for (const delay of [0, ...delaysMs]) {
    if (delay > 0) await pause(delay, signal);
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Waits, or throws the signal's reason. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown;
  }
}
