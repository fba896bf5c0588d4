import { spawn } from 'node:child_process';

export interface Watchdog {
  /** Everything was ended in order: nothing is left to do. */
  callOff: () => void;
}

interface Duty {
  /** For a POSIX shell; `$1` and on are the words. It must be harmless where the thing is gone already. */
  script: string;
  words: readonly string[];
  env: Record<string, string>;
}

/**
 * Does its duty when this process is gone without having called it off, SIGKILL included: then the pipe to it closes.
 * Does nothing where there is no POSIX shell.
 */
export function startWatchdog({ script, words, env }: Duty): Watchdog {
  if (process.platform === 'win32') return { callOff: () => {} };
  const waiting = `trap '' HUP INT TERM; read -r word && exit 0; ${script}`;
  const child = spawn('/bin/sh', ['-c', waiting, 'sh', ...words], {
    // A session of its own, so that Ctrl-C does not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env,
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref: () => void }).unref();
  return { callOff: () => child.stdin.end('done\n') };
}
