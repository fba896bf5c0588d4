import { CallError, mostRetries, retryPause } from '../client/call-error.js';
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

/** The error with everything that it was caused by. */
export function causes(thrown: unknown): unknown[] {
  return thrown instanceof Error && thrown.cause !== undefined ? [thrown, ...causes(thrown.cause)] : [thrown];
}

/** Whether something was given up since the provider was busy with others, or had as many VMs as it takes. */
export function hasNoRoom(thrown: unknown): boolean {
  return causes(thrown).some((error) => error instanceof CallError && error.isBusyAnswer);
}

/**
 * Asks a busy provider again, a few times: UNAVAILABLE and RESOURCE_EXHAUSTED only. One that works on one thing at a
 * time refuses more often the more tests there are: where it says so itself it is given more time, and fewer tests run
 * at once from then on.
 */
export async function askedAgain<Result>(
  { signal, run }: Pick<TestContext, 'signal' | 'run'>,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let count = 0; ; count += 1) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof CallError && thrown.isBusy) || count >= mostRetries(thrown)) throw thrown;
      if (thrown.isBusyAnswer) run.slots?.narrow();
      await pause(retryPause(count), signal);
    }
  }
}

interface Attempts<Result> {
  /** 1 where it is judged that others create at the same time. */
  tries?: number | undefined;
  attempt: () => Promise<Result>;
}

/** How often others may keep a create out before it keeps them out. */
const triesBesideOthers = 3;

/**
 * Tries again, with growing pauses, what collides; rejects with what went wrong last. Where all tests create at once on
 * a hypervisor that makes one VM at a time, it may take many tries; INVALID_ARGUMENT mostly means what it says.
 */
export async function triedAgain<Result>(test: TestContext, { tries, attempt }: Attempts<Result>): Promise<Result> {
  for (let count = 1; ; count += 1) {
    try {
      return await (tries === 1 ? attempt() : test.run.creations.pass(attempt, { alone: count > triesBesideOthers }));
    } catch (thrown) {
      const most = tries ?? mostTries(thrown);
      if (!isCollision(thrown) || count >= most) throw thrown;
      if (thrown instanceof CallError && thrown.isBusyAnswer) test.run.slots?.narrow();
      await pause(Math.min(1_500, 75 * 2 ** count) * (0.5 + Math.random()), test.signal);
    }
  }
}

function mostTries(collision: unknown): number {
  if (!(collision instanceof CallError)) return 15;
  if (collision.status === 'INVALID_ARGUMENT') return 6;
  // A connection that is cut off says nothing of a collision, and each attempt may have made something.
  return collision.isBusy && !collision.isBusyAnswer ? 3 : 15;
}
