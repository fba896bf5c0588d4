import { messageOf } from './errors.js';

export interface Question {
  args: readonly string[];
  /** The whole environment of the program. */
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
  timeoutMs: number;
  /** Written to its standard input, which is closed then. */
  input?: string;
  cwd?: string;
}

export type ProgramAnswer =
  | { kind: 'ended'; exitCode: number; stdout: string; stderr: string }
  | { kind: 'missing' }
  | { kind: 'timeout' }
  /** It could not be started, or was killed. */
  | { kind: 'failed'; reason: string };

const mostBytes = 1024 * 1024;

/**
 * Runs a program without a shell and reads what it says. After the time limit nothing of it is waited for, also where a
 * child of it keeps the pipes open. Throws the signal's reason when that is aborted, and nothing else.
 */
export async function askProgram(program: string, question: Question): Promise<ProgramAnswer> {
  const { args, env, signal, timeoutMs, input, cwd } = question;
  const { execa } = await import('execa');
  signal.throwIfAborted();
  const child = execa(program, args, {
    env,
    extendEnv: false,
    reject: false,
    maxBuffer: mostBytes,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    ...(cwd !== undefined && { cwd }),
  });
  const leave = () => {
    child.kill('SIGKILL');
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    leave();
  }, timeoutMs);
  signal.addEventListener('abort', leave, { once: true });
  const result = await child;
  clearTimeout(limit);
  signal.removeEventListener('abort', leave);
  signal.throwIfAborted();
  if (isLate) return { kind: 'timeout' };
  const { exitCode, stdout, stderr, cause } = result;
  if (exitCode !== undefined) return { kind: 'ended', exitCode, stdout: String(stdout), stderr: String(stderr) };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (code === 'ENOENT') return { kind: 'missing' };
  return {
    kind: 'failed',
    reason: code ?? (result.signal ? `it was ended by ${result.signal}` : messageOf(cause ?? 'it did not end')),
  };
}
