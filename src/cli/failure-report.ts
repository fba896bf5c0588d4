import { closestWord } from '../foundation/closest-word.js';
import { InterruptedError, messageOf, VrtgError } from '../foundation/errors.js';
import { type ExitCode, exitCodes } from '../foundation/exit-codes.js';
import { printable } from '../foundation/terminal-text.js';
import { paint } from './colors.js';
import { say } from './say.js';

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
  /** Parse errors only: what the command would have taken. */
  parse?: { input?: { flags?: Record<string, unknown> } };
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

/** The word that a mistyped command or flag most likely means, as an instruction. */
function meant({ message, parse }: OclifError, { bin, commands }: FailureEdge): string | undefined {
  const [, id] = /command ([\w:-]+) not found/.exec(message) ?? [];
  const command = id && closestWord(id, commands);
  if (command)
    return `Did you mean ${shown(`command ${command} not found`, bin).slice('command '.length, -' not found'.length)}?`;
  const [, flag] = /^Nonexistent flags?: --([\w-]+)/.exec(message) ?? [];
  const known = flag && closestWord(flag, Object.keys(parse?.input?.flags ?? {}));
  return known ? `Did you mean --${known}?` : undefined;
}

/** What the user is told of anything thrown. */
function describe(thrown: unknown, edge: FailureEdge): FailureView {
  const { bin } = edge;
  if (thrown instanceof VrtgError) {
    const { code, message, exitCode, hint, details } = thrown;
    return { code, message, exitCode, ...(hint && { hint }), ...(details !== undefined && { details }) };
  }
  if (isOclifError(thrown)) {
    const [message = ''] = thrown.message.split('\nSee more help with');
    return {
      code: 'USAGE',
      message: shown(message.trim(), bin),
      hint: thrown.suggestions?.join(' ') || meant(thrown, edge) || `Run \`${bin} --help\` to see what it takes.`,
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

interface FailureEdge {
  /** What the user called, with the command's name where one was found. */
  bin: string;
  json: boolean;
  /** All command ids, for the one that a mistyped word means. */
  commands: readonly string[];
}

/** Prints a failure, on stdout as a JSON document or on stderr as text, and returns the exit code. */
export function reportFailure(thrown: unknown, edge: FailureEdge): number {
  if (isOclifError(thrown) && thrown.oclif?.exit === 0) return exitCodes.ok;
  const { exitCode, ...error } = describe(thrown, edge);
  if (edge.json) {
    process.stdout.write(`${JSON.stringify({ error }, null, 2)}\n`);
    return exitCode;
  }
  const color = paint(process.stderr);
  const text = thrown instanceof InterruptedError ? error.message : `Error: ${error.message}`;
  const [title = '', ...rest] = text.split('\n');
  say(process.stderr, `${color('red', printable(title))} ${color('dim', `[${error.code}]`)}\n`);
  for (const line of rest) say(process.stderr, `${color('red', printable(line))}\n`);
  if (error.hint) say(process.stderr, `${printable(error.hint)}\n`, { hang: 0 });
  return exitCode;
}
