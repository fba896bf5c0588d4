import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface CodeCache {
  data?: Buffer;
  /** Does nothing where the cache cannot be written: it is only about time. */
  write: (create: () => Buffer) => void;
}

/**
 * The user's own cache of compiled code, one file a bundle, Node.js version and command.
 * `NODE_DISABLE_COMPILE_CACHE` switches it off, as it does Node's own.
 */
export function openCodeCache({ env, name }: { env: NodeJS.ProcessEnv; name: string }): CodeCache {
  if (env['NODE_DISABLE_COMPILE_CACHE']) return { write: () => {} };
  const folder = cacheFolder(env);
  const file = join(folder, `${name}.v8`);
  const data = isOurs(folder) ? readIfThere(file) : undefined;
  return {
    ...(data && { data }),
    write: (create) => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!isOurs(folder)) return;
        const unfinished = `${file}.${process.pid}`;
        writeFileSync(unfinished, create(), { mode: 0o600 });
        renameSync(unfinished, file);
        forgetOld(folder);
      } catch {
        // The next start compiles again.
      }
    },
  };
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'vrtg-provider');
  if (process.platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'vrtg-provider', 'cache');
  const home = env['HOME'] || homedir();
  return process.platform === 'darwin'
    ? join(home, 'Library/Caches/vrtg-provider')
    : join(home, '.cache/vrtg-provider');
}

/** Code that someone else could have put there is not run. */
function isOurs(folder: string): boolean {
  if (process.platform === 'win32') return true;
  try {
    const { uid, mode } = statSync(folder);
    return uid === process.getuid?.() && (mode & 0o022) === 0;
  } catch {
    return false;
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** What no start has used for a month; other versions may be in use beside this one. */
function forgetOld(folder: string): void {
  const month = 30 * 24 * 3_600_000;
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    if (file.endsWith('.v8') && Date.now() - statSync(path).atimeMs > month) rmSync(path, { force: true });
  }
}
