import { setTimeout as sleep } from 'node:timers/promises';
import { CallError } from '../client/call-error.js';
import type { ProviderClient } from '../client/provider-client.js';
import { Failed, TaskFailure } from './outcomes.js';
import type { TaskTimes } from './task-times.js';

/** Sleeps; rejects with the signal's reason when it is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}

const shortestMs = 10;
const shortestCloseMs = 5;
const longestMs = 1_000;
/** Of what has passed: what a task of a kind that was never seen before, or takes longer than usual, may be noticed late by. */
const lateShare = 0.025;

/**
 * Short pauses at first, later a share of what has passed, so that polling adds little to either. Where a task of that
 * kind was seen to end, `usualMs` after its beginning, few polls before that time and close ones around it.
 */
export function pollingPause(elapsedMs: number, usualMs?: number): number {
  if (usualMs === undefined || elapsedMs > usualMs * 1.05) return between(elapsedMs * lateShare, shortestMs);
  const untilClose = usualMs * 0.985 - elapsedMs;
  if (untilClose > shortestMs) return between(untilClose / 2, shortestMs);
  return between(usualMs * 0.005, shortestCloseMs);
}

const between = (ms: number, least: number) => Math.min(longestMs, Math.max(least, ms));

export interface TaskWait {
  client: ProviderClient;
  taskId: string;
  /** What the task does, for messages: `Create`. */
  what: string;
  limitMs: number;
  times: TaskTimes;
}

/**
 * Polls TaskStatus until the task is done; resolves with the milliseconds that have passed since it ended: half of the
 * time from the last answer that said otherwise to now, since it ended somewhere in there. Rejects with TaskFailure.
 */
export async function awaitTask({ client, taskId, what, limitMs, times }: TaskWait): Promise<number> {
  const startedAt = performance.now();
  for (let underWayAt: number | undefined; ; ) {
    const askedAt = performance.now();
    const { done, error } = await pollTask(client, taskId, what);
    const answeredAt = performance.now();
    if (error !== '') throw new TaskFailure(`the task of ${what} ended with an error: ${error}`, { reported: true });
    if (done) return underWayAt === undefined ? answeredAt - askedAt : (answeredAt - underWayAt) / 2;
    underWayAt = answeredAt;
    const elapsed = answeredAt - startedAt;
    if (elapsed > limitMs) {
      throw new TaskFailure(`the task of ${what} is not done after ${Math.round(limitMs / 1000)} s`, {
        reported: false,
      });
    }
    const ms = Math.min(pollingPause(elapsed, times.usual(what)), Math.max(1, limitMs - elapsed + 1));
    await times.pause(what, { ms, signal: client.signal });
  }
}

async function pollTask(client: ProviderClient, taskId: string, what: string) {
  try {
    return await client.call('taskStatus', { task: { id: taskId } });
  } catch (thrown) {
    if (!(thrown instanceof CallError)) throw thrown;
    throw new TaskFailure(`the task of ${what} cannot be followed: ${thrown.message}`, {
      reported: false,
      cause: thrown,
    });
  }
}

export interface Settling {
  signal: AbortSignal;
  settleMs: number;
}

/** What is wrong, or undefined when nothing is. */
export type Look = () => Promise<string | undefined>;

/** Looks until nothing is wrong; Failed with the last answer after the settle time. */
export async function lookUntil(look: Look, { signal, settleMs }: Settling): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const wrong = await lookOnce(look);
    const elapsed = performance.now() - startedAt;
    if (wrong === undefined) return;
    if (elapsed >= settleMs) throw wrong;
    await pause(Math.min(Math.max(20, elapsed / 4), 500), signal);
  }
}

async function lookOnce(look: Look): Promise<Failed | undefined> {
  try {
    const wrong = await look();
    return wrong === undefined ? undefined : new Failed(wrong);
  } catch (thrown) {
    // NOT_FOUND is a state that may still settle; every other status is an answer, and the wrong one.
    if (thrown instanceof CallError && thrown.status === 'NOT_FOUND')
      return new Failed(thrown.message, { cause: thrown });
    throw thrown;
  }
}
