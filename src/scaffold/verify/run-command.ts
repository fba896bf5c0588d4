import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutTokens } from '../../foundation/redaction.js';
import type { RunContext } from '../../foundation/run-context.js';
import type { Command } from './project-commands.js';

export interface CommandEnd {
  /** How it failed, undefined where it succeeded. */
  failure?: string;
  /** The program is not on this machine. */
  missing?: boolean;
  /** Both streams in the order in which they came; at most the last 256 KiB. */
  output: string;
}

const keptOutput = 256 * 1024;
const graceMs = 5_000;
const onWindows = process.platform === 'win32';

/** Runs a command of the project as a process group of its own, which ends with it, with the signal, and with us. */
export async function runCommand(command: Command, { cwd, env, signal }: RunContext): Promise<CommandEnd> {
  signal.throwIfAborted();
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: withoutTokens(env),
    detached: !onWindows,
    // npm is a script there, which only a shell starts.
    shell: onWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = keepOutput(child);
  const endWithUs = () => signalGroup(child, 'SIGKILL');
  process.once('exit', endWithUs);
  const ended = endOf(child, program);
  const stop = () => void stopGroup(child, ended);
  signal.addEventListener('abort', stop, { once: true });
  const end = await ended;
  signal.removeEventListener('abort', stop);
  // What it left running in the background would hold ports and files.
  signalGroup(child, 'SIGKILL');
  process.off('exit', endWithUs);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { ...end, output: output() };
}

function keepOutput(child: ChildProcess): () => string {
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8');
    stream?.on('data', (bytes: Buffer) => {
      kept = (kept + decoder.write(bytes)).slice(-keptOutput);
    });
  }
  return () => kept;
}

function endOf(child: ChildProcess, program: string): Promise<Omit<CommandEnd, 'output'>> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      resolve({ failure: missing ? `${program} is not installed` : `${program}: ${error.message}`, missing });
    });
    child.once('exit', (code, signal) => {
      // Its last words may still be in the pipe; what it left running may hold the pipe open.
      void Promise.race([new Promise((closed) => child.once('close', closed)), sleep(500)]).then(() => {
        if (code === 0) resolve({});
        else resolve({ failure: signal ? `it was ended by ${signal}` : `it ended with exit code ${code}` });
      });
    });
  });
}

async function stopGroup(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  await Promise.race([ended, sleep(graceMs, undefined, { ref: false })]);
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(onWindows ? child.pid : -child.pid, signal);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}
