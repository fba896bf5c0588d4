const cancelled = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Runs `cancel` when the signal is aborted; returns what forgets it. One listener serves all calls of a signal: adding
 * and removing one for each took as long as writing its message.
 */
export function onAbort(signal: AbortSignal, cancel: () => void): () => void {
  const calls = cancelled.get(signal) ?? listenOnce(signal);
  calls.add(cancel);
  return () => calls.delete(cancel);
}

function listenOnce(signal: AbortSignal): Set<() => void> {
  const calls = new Set<() => void>();
  cancelled.set(signal, calls);
  const cancelAll = () => {
    for (const cancel of calls) cancel();
  };
  signal.addEventListener('abort', cancelAll, { once: true });
  return calls;
}
