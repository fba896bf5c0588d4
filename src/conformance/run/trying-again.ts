import { CallError } from '../client/call-error.js';
import { TaskFailure } from './outcomes.js';
import type { TestContext } from './test-context.js';
import { pause } from './waiting.js';

const collisions = new Set(['ALREADY_EXISTS', 'INVALID_ARGUMENT', 'ABORTED', 'RESOURCE_EXHAUSTED', 'UNAVAILABLE']);
const collisionWords = /already exists|in use|lock|conflict|collision|concurrent|busy/i;

/** Whether a create or clone was refused in a way that another one at the same time may have caused. */
export function isCollision(thrown: unknown): boolean {
  if (thrown instanceof CallError) return collisions.has(thrown.status);
  return thrown instanceof TaskFailure && thrown.reported && collisionWords.test(thrown.message);
}

/** Asks a busy provider again, a few times: UNAVAILABLE and RESOURCE_EXHAUSTED only. */
export async function askedAgain<Result>(signal: AbortSignal, attempt: () => Promise<Result>): Promise<Result> {
  for (let count = 0; ; count += 1) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof CallError && thrown.isBusy) || count >= 3) throw thrown;
      await pause(100 * 3 ** count, signal);
    }
  }
}

interface Attempts<Result> {
  tries?: number | undefined;
  attempt: () => Promise<Result>;
}

/**
 * Tries again, with growing pauses, what collides; rejects with what went wrong last. Where all tests create at once on
 * a hypervisor that makes one VM at a time, it may take many tries; INVALID_ARGUMENT mostly means what it says.
 */
export async function triedAgain<Result>(test: TestContext, { tries, attempt }: Attempts<Result>): Promise<Result> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (thrown) {
      const most = tries ?? (thrown instanceof CallError && thrown.status === 'INVALID_ARGUMENT' ? 6 : 15);
      if (!isCollision(thrown) || count >= most) throw thrown;
      await pause(Math.min(1_500, 75 * 2 ** count) * (0.5 + Math.random()), test.signal);
    }
  }
}
