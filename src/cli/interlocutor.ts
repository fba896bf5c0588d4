import { createInterface } from 'node:readline/promises';
import { UserError } from '../foundation/errors.js';
import { foldText } from '../foundation/fold-text.js';
import { printableLine } from '../foundation/terminal-text.js';
import { columnsOf, say } from './say.js';

/** Somebody who can answer. Questions go to stderr, so that stdout stays data. */
export interface TerminalInterlocutor {
  ask(question: string): Promise<string>;
  confirm(question: string): Promise<boolean>;
  show(text: string): void;
}

/** The person at the terminal; undefined where input or output is none, as in CI. */
export function terminalInterlocutor(signal: AbortSignal): TerminalInterlocutor | undefined {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return undefined;
  const ask = async (question: string): Promise<string> => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    // While it reads, the terminal's Ctrl-C reaches readline and not the process.
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    try {
      return await lines.question(lastLineOf(question), { signal });
    } catch (thrown) {
      signal.throwIfAborted();
      // Ctrl-D is an answer too: there will be none.
      if ((thrown as Error).name !== 'AbortError') throw thrown;
      throw new UserError({
        code: 'NO_ANSWER',
        message: 'A question was left without an answer',
        hint: 'Run the command again, or give the answers as flags; --help lists them.',
        cause: thrown,
      });
    } finally {
      lines.close();
    }
  };
  return {
    ask,
    confirm: async (question) => /^y(?:es)?$/i.test((await ask(`${question} [y/N] `)).trim()),
    show: (text) => say(process.stderr, text),
  };
}

/** readline counts columns of one line only, so the lines before it are written first. */
function lastLineOf(question: string): string {
  const folded = foldText(printableLine(question).trimEnd(), { columns: (columnsOf(process.stderr) ?? 80) - 20 });
  const lines = folded.split('\n');
  const last = lines.pop() ?? '';
  for (const line of lines) process.stderr.write(`${line}\n`);
  return `${last} `;
}
