import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { packageRoot } from '../../foundation/package-info.js';
import { withoutTokens } from '../../foundation/redaction.js';
import type { RunContext } from '../../foundation/run-context.js';
import { cut } from '../../foundation/terminal-text.js';
import type { CommandTarget } from '../conformance-options.js';
import { freePorts } from './free-ports.js';
import { keptOutput } from './kept-output.js';
import type { LaunchedProvider } from './launched-provider.js';
import type { StartedSidecars } from './sidecars.js';
import { commandWords, expandValues } from './variables.js';
import { startWatchdog } from './watchdog.js';

const keptCharacters = 64 * 1024;
const graceMs = 5_000;
const ownExecutables = new Set(['vrtg-provider', 'vcts']);

/**
 * Starts a command as a process group of its own, with free ports in PORT and HEALTH_PORT and expanded in its
 * arguments; its sidecars before it, with their ports on loopback. The tool's own names run this very copy of it.
 * Throws UserError and EnvironmentError.
 */
export async function launchCommand(target: CommandTarget, context: RunContext): Promise<LaunchedProvider> {
  if (target.endpoint !== undefined) await refuseTaken(target.endpoint);
  if (!target.sidecars || target.sidecars.length === 0) return await launch(target, { context });
  const { startGroupOfSidecars } = await import('./sidecars.js');
  const beside = await startGroupOfSidecars(target.sidecars, context);
  try {
    const provider = await launch(target, { context, beside });
    const stop = () => provider.stop().finally(() => beside.remove());
    return { ...provider, stop };
  } catch (thrown) {
    await beside.remove();
    throw thrown;
  }
}

async function launch(
  target: CommandTarget,
  { context, beside }: { context: RunContext; beside?: StartedSidecars },
): Promise<LaunchedProvider> {
  const [port, healthPort] = (await freePorts(2)) as [number, number];
  const variables = { ...beside?.variables, PORT: String(port), HEALTH_PORT: String(healthPort) };
  const words = commandWords(target.command, variables);
  const { file, args } = executable(words, target.command);
  const env = { ...withoutTokens(context.env), ...expandValues(target.env ?? {}, variables), ...variables };
  const child = spawn(file, args, {
    cwd: context.cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = keepOutput(child);
  // Whatever ends this process, what it started ends too.
  const endWithUs = () => signalGroup(child, 'SIGKILL');
  process.once('exit', endWithUs);
  await started(child, file);
  const group = [String(child.pid)];
  const watchdog = startWatchdog({ script: 'kill -KILL "-$1"', words: group, env: withoutTokens(context.env) });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`),
    );
  });
  // Without its sidecar it would answer with errors that are not its own.
  void beside?.ended.then(endWithUs);
  return {
    connection: { endpoint: target.endpoint ?? `127.0.0.1:${port}`, tls: target.tls, plaintext: target.plaintext },
    healthPort,
    patienceMs: 60_000,
    ended: Promise.race([ended, ...(beside ? [beside.ended] : [])]),
    output: async () => {
      const own = keptOutput(output(), env);
      return beside ? `${own}\n${await beside.logs()}` : own;
    },
    stop: async () => {
      await stopGroup(child, ended);
      process.off('exit', endWithUs);
      watchdog.callOff();
    },
  };
}

/** Somebody else's provider at that address would be tested in place of the command's. */
async function refuseTaken(endpoint: string): Promise<void> {
  const unix = endpoint.startsWith('unix:');
  const [, host = '', port] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(endpoint) ?? [];
  const address = unix ? { path: endpoint.slice('unix:'.length) } : { host, port: Number(port) };
  const taken = await new Promise<boolean>((resolve) => {
    const socket = connect(address);
    const answer = (taken: boolean) => () => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', answer(true)).once('error', answer(false)).setTimeout(1_000, answer(false));
  });
  if (!taken) return;
  throw new UserError({
    code: 'ENDPOINT_TAKEN',
    message: `something listens on ${endpoint} already, before the command is started`,
    hint: 'End it, or test it as it is with --provider-endpoint and without --exec.',
  });
}

function executable(words: string[], command: string): { file: string; args: string[] } {
  const [file, ...args] = words;
  if (file === undefined) {
    throw new UserError({
      code: 'EMPTY_COMMAND',
      message: `"${command}" is no command`,
      hint: 'Give the program and its arguments, for instance --exec "./provider --port $PORT".',
    });
  }
  if (!ownExecutables.has(file)) return { file, args };
  return { file: process.execPath, args: [join(packageRoot, 'bin', `${file}.js`), ...args] };
}

function keepOutput(child: ChildProcess): () => string {
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      kept = (kept + text).slice(-keptCharacters);
    });
  }
  return () => kept;
}

function started(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new EnvironmentError({
          code: 'COMMAND_NOT_STARTED',
          message: `${cut(file, 200)} cannot be started: ${error.code === 'ENOENT' ? 'there is no such program' : error.message}`,
          hint: 'Give its path, or a program on the PATH; the command is run without a shell.',
          exitCode: exitCodes.unreachable,
          cause: error,
        }),
      );
    });
  });
}

async function stopGroup(child: ChildProcess, ended: Promise<string>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  await Promise.race([ended, sleep(graceMs, undefined, { ref: false })]);
  // The leader may be gone while what it started is not.
  signalGroup(child, 'SIGKILL');
  await ended;
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}
