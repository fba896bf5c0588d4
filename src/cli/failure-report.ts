import { InterruptedError, messageOf, VrtgError } from '../foundation/errors.js';
import { type ExitCode, exitCodes } from '../foundation/exit-codes.js';
import { printable } from '../foundation/terminal-text.js';
import { paint } from './colors.js';

interface FailureView {
  code: string;
  message: string;
  hint?: string;
  details?: unknown;
  exitCode: ExitCode;
}

interface OclifError extends Error {
  oclif?: { exit?: number };
  suggestions?: string[];
}

function isOclifError(thrown: unknown): thrown is OclifError {
  return thrown instanceof Error && 'oclif' in thrown;
}

/** oclif's words with command names as the user types them. */
function shown(message: string, bin: string): string {
  const spaced = message.replace(
    /command ([\w:-]+) not found/,
    (_whole, id: string) => `command ${id.replaceAll(':', ' ')} not found`,
  );
  return bin.startsWith('vcts') ? spaced.replace('command conformance ', 'command ') : spaced;
}

/** What the user is told of anything thrown. */
function describe(thrown: unknown, bin: string): FailureView {
  if (thrown instanceof VrtgError) {
    const { code, message, exitCode, hint, details } = thrown;
    return { code, message, exitCode, ...(hint && { hint }), ...(details !== undefined && { details }) };
  }
  if (isOclifError(thrown)) {
    const [message = ''] = thrown.message.split('\nSee more help with');
    return {
      code: 'USAGE',
      message: shown(message.trim(), bin),
      hint: thrown.suggestions?.join(' ') || `Run ${bin} with --help to see what it takes.`,
      exitCode: exitCodes.usage,
    };
  }
  return {
    code: 'BUG',
    message: thrown instanceof Error && thrown.stack ? thrown.stack : messageOf(thrown),
    hint: 'This is a bug of ours: please report it with the text above and the command line, without secrets, at https://github.com/projectbeskar/vrtg-provider/issues.',
    exitCode: exitCodes.bug,
  };
}

/** Prints a failure, on stdout as a JSON document or on stderr as text, and returns the exit code. */
export function reportFailure(thrown: unknown, { json, bin }: { json: boolean; bin: string }): number {
  if (isOclifError(thrown) && thrown.oclif?.exit === 0) return exitCodes.ok;
  const { exitCode, ...error } = describe(thrown, bin);
  if (json) {
    process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
    return exitCode;
  }
  const color = paint(process.stderr);
  const title = thrown instanceof InterruptedError ? error.message : `Error: ${error.message}`;
  process.stderr.write(`${color('red', printable(title))} ${color('dim', `[${error.code}]`)}\n`);
  if (error.hint) process.stderr.write(`${printable(error.hint)}\n`);
  return exitCode;
}
