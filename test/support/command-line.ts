import { join } from 'node:path';
import { execa, type ResultPromise } from 'execa';
import { packageRoot } from '../../src/foundation/package-info.js';

export interface CommandLineOptions {
  cwd?: string;
  /** Added to a bare environment: PATH and HOME only. */
  env?: Record<string, string>;
  bin?: 'vrtg-provider' | 'vcts';
  input?: string;
}

/** Starts the built executable without a terminal, with an environment of its own. */
export function startCommand(
  args: readonly string[],
  { cwd, env, bin = 'vrtg-provider', input }: CommandLineOptions = {},
) {
  return execa(process.execPath, [join(packageRoot, 'bin', `${bin}.js`), ...args], {
    ...(cwd && { cwd }),
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  }) as ResultPromise<{ reject: false }>;
}

export interface CommandResult {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs it to its end. */
export async function runCommand(args: readonly string[], options: CommandLineOptions = {}): Promise<CommandResult> {
  const { exitCode, stdout, stderr } = await startCommand(args, options);
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}
