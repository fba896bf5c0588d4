import { once } from 'node:events';
import type { Log } from './log.js';

const tenSeconds = 10_000;
const limitMs = 5_000;

export interface ReadinessOptions {
  /** Rejects where the hypervisor cannot be reached. */
  check: (signal: AbortSignal) => Promise<void>;
  /** Hears of every change; it begins as not ready. */
  changed: (ready: boolean) => void;
  log: Log;
  everyMs?: number;
}

export interface Readiness {
  isReady: () => boolean;
  /** Not ready from now on, whatever the hypervisor answers. */
  stop: () => void;
}

/** Asks the hypervisor now, and again and again after that. Resolves after the first answer, whatever it is. */
export async function watchReadiness(options: ReadinessOptions): Promise<Readiness> {
  const { check, changed, log, everyMs = tenSeconds } = options;
  const ending = new AbortController();
  let ready = false;
  let next: NodeJS.Timeout | undefined;
  const become = (now: boolean) => {
    if (now !== ready) changed(now);
    ready = now;
  };
  const look = async () => {
    const error = await whyNot(check, AbortSignal.any([ending.signal, AbortSignal.timeout(limitMs)]));
    if (ending.signal.aborted) return;
    const now = error === undefined;
    if (!now) log('warn', 'not ready', { error });
    else if (!ready) log('info', 'ready');
    become(now);
    next = setTimeout(look, everyMs).unref();
  };
  await look();
  return {
    isReady: () => ready,
    stop: () => {
      ending.abort();
      clearTimeout(next);
      become(false);
    },
  };
}

/** Undefined where the check succeeds in time. */
async function whyNot(check: ReadinessOptions['check'], signal: AbortSignal): Promise<string | undefined> {
  const late = once(signal, 'abort').then(() => Promise.reject(signal.reason));
  try {
    await Promise.race([check(signal), late]);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
