/** A command as oclif's manifest has it, as far as completion needs it. */
export interface CompletableCommand {
  id: string;
  hidden?: boolean | undefined;
  args: Record<string, { name: string; options?: readonly string[] | undefined }>;
  flags: Record<string, CompletableFlag>;
}

export interface CompletableFlag {
  name: string;
  char?: string | undefined;
  type: 'boolean' | 'option';
  hidden?: boolean | undefined;
  options?: readonly string[] | undefined;
}

/** What may stand for an argument or behind a flag, beyond what the manifest lists; undefined where that is any file. */
export type ValueSource = (asked: {
  command: string;
  flag?: string;
  argument?: string;
}) => readonly string[] | undefined | Promise<readonly string[] | undefined>;

interface Question {
  /** The words behind the executable's name; the last one is being typed. */
  words: readonly string[];
  commands: readonly CompletableCommand[];
  values: ValueSource;
}

/** Whole words that may stand where the last one is; none where the shell should offer files. */
export async function candidates({ words, commands, values }: Question): Promise<string[]> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { command, rest } = commandOf(before, commands);
  if (!command) return typed.startsWith('-') ? [] : nextWords(before, commands).filter(startsWith(typed));

  const [, flagTyped, valueTyped] = /^--([\w-]+)=(.*)$/.exec(typed) ?? [];
  if (flagTyped !== undefined) {
    const offered = await ofFlag({ command, flag: flagTyped, typed: valueTyped ?? '', values });
    return offered.map((value) => `--${flagTyped}=${value}`);
  }
  const waiting = flagWaiting(rest, command);
  if (waiting) return ofFlag({ command, flag: waiting.name, typed, values });
  if (typed.startsWith('-')) return flagsOf(command).filter(startsWith(typed));
  // A topic's own name is a command's beginning: `conformance report` goes on with show, convert, ...
  return ofArgument({ command, rest, typed, values });
}

function commandOf(words: readonly string[], commands: readonly CompletableCommand[]) {
  const plain = words.findIndex((word) => word.startsWith('-'));
  const named = plain === -1 ? words : words.slice(0, plain);
  for (let length = named.length; length > 0; length -= 1) {
    const id = named.slice(0, length).join(':');
    const command = commands.find((one) => one.id === id);
    if (command) return { command, rest: words.slice(length) };
  }
  return { command: undefined, rest: words };
}

function nextWords(before: readonly string[], commands: readonly CompletableCommand[]): string[] {
  const next = commands
    .filter(({ hidden }) => !hidden)
    .map(({ id }) => id.split(':'))
    .filter((parts) => before.every((word, at) => parts[at] === word))
    .flatMap((parts) => parts[before.length] ?? []);
  return [...new Set(next)].sort();
}

/** The flag whose value is being typed, as in `--profile core`. */
function flagWaiting(rest: readonly string[], command: CompletableCommand): CompletableFlag | undefined {
  const last = rest.at(-1) ?? '';
  const flag = Object.values(command.flags).find(({ name, char }) => last === `--${name}` || last === `-${char}`);
  return flag?.type === 'option' ? flag : undefined;
}

function flagsOf(command: CompletableCommand): string[] {
  const names = Object.values(command.flags).flatMap(({ name, hidden }) => (hidden ? [] : `--${name}`));
  return [...names, '--help'].sort();
}

async function ofFlag({ command, flag, typed, values }: Asked & { flag: string }): Promise<string[]> {
  const options = command.flags[flag]?.options ?? (await values({ command: command.id, flag })) ?? [];
  // Lists are comma-separated: what stands before the last comma is done.
  const comma = typed.lastIndexOf(',') + 1;
  const done = typed.slice(0, comma);
  return options.filter(startsWith(typed.slice(comma))).map((value) => `${done}${value}`);
}

interface Asked {
  command: CompletableCommand;
  typed: string;
  values: ValueSource;
}

async function ofArgument({ command, rest, typed, values }: Asked & { rest: readonly string[] }): Promise<string[]> {
  const given = rest.filter((word, at) => !word.startsWith('-') && !flagWaiting(rest.slice(0, at), command)).length;
  const all = Object.values(command.args);
  const argument = all[Math.min(given, all.length - 1)];
  if (!argument) return [];
  const options = argument.options ?? (await values({ command: command.id, argument: argument.name })) ?? [];
  return options.filter(startsWith(typed));
}

const startsWith = (beginning: string) => (word: string) => word.startsWith(beginning);
