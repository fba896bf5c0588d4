import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgsStringToArgv } from 'string-argv';
import { packageRoot } from '../../src/foundation/package-info.js';

interface Flag {
  name: string;
  type: 'boolean' | 'option';
  char?: string;
  options?: string[];
  required?: boolean;
}

interface Argument {
  name: string;
  required?: boolean;
  multiple?: boolean;
  options?: string[];
}

interface Command {
  id: string;
  aliases: string[];
  args: Record<string, Argument>;
  flags: Record<string, Flag>;
}

const { commands } = JSON.parse(readFileSync(join(packageRoot, 'oclif.manifest.json'), 'utf8')) as {
  commands: Record<string, Command>;
};
const byId = new Map(
  Object.values(commands).flatMap((command) => [command.id, ...command.aliases].map((id) => [id, command])),
);
const everyFlag = new Set(Object.values(commands).flatMap(({ flags }) => Object.keys(flags)));

/** The calls of our executables in a text of a shell, as words. */
export function callsIn(shell: string): string[][] {
  return shell
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\$ |- run: |run: |exec )?/, '').replace(/(^|\s)#\s.*$/, ''))
    .flatMap(simpleCommands)
    .map((command) => parseArgsStringToArgv(command))
    .map(withoutPrefix)
    .filter(([first]) => first === 'vcts' || first === 'vrtg-provider');
}

/** Splits at the operators of the shell that stand outside quotes. */
function simpleCommands(line: string): string[] {
  const commands: string[] = [''];
  for (const [part] of line.matchAll(/'[^']*'|"[^"]*"|&&|\|\||[|;()&]|[^'"&|;()]+|['"]/g)) {
    if (/^(?:&&|\|\||[|;()&])$/.test(part)) commands.push('');
    else commands[commands.length - 1] += part;
  }
  return commands.map((command) => command.trim()).filter(Boolean);
}

function withoutPrefix(words: readonly string[]): string[] {
  const rest = [...words];
  while (/^(?:[A-Z_]+=.*|npx|--yes|then|do|if|exec)$/.test(rest[0] ?? '')) rest.shift();
  return rest.map((word, index) => (index === 0 ? word.replace(/@[\w.-]+$/, '') : word));
}

/** What our executables would refuse of a call, or an empty list. `incomplete` calls may leave arguments out. */
export function mistakesIn(call: readonly string[], { incomplete = false } = {}): string[] {
  const words = call.slice(1);
  const found = commandOf(call);
  if (!found) {
    const isBare = words.every((word) => ['--help', '--version'].includes(word));
    return isBare || isTopic(call) ? [] : [`there is no command "${call.join(' ')}"`];
  }
  const { command, used } = found;
  const mistakes: string[] = [];
  const given: string[] = [];
  const rest = words.slice(used);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (/^\d?>>?$/.test(word)) rest.shift();
    else if (/^\d?>>?\S/.test(word)) continue;
    else if (word === '--') given.push(...rest.splice(0));
    else if (word.startsWith('-') && word !== '-') mistakes.push(...flagMistakes({ word, rest, command }));
    else given.push(word);
  }
  return [...mistakes, ...argumentMistakes({ given, command, incomplete })];
}

function commandOf([executable, ...words]: readonly string[]) {
  const prefix = executable === 'vcts' ? ['conformance'] : [];
  const names = words.slice(0, words.findIndex((word) => word.startsWith('-')) + 1 || undefined);
  for (let used = names.length; used > 0; used -= 1) {
    const command = byId.get([...prefix, ...words.slice(0, used)].join(':'));
    if (command) return { command, used };
  }
  return undefined;
}

function isTopic([executable, ...words]: readonly string[]): boolean {
  const names = words.filter((word) => word !== '--help');
  const topic = [...(executable === 'vcts' ? ['conformance'] : []), ...names].join(':');
  return [...byId.keys()].some((id) => topic === '' || id.startsWith(`${topic}:`));
}

function flagMistakes({ word, rest, command }: { word: string; rest: string[]; command: Command }): string[] {
  const [name = '', value] = word.split(/=(.*)/s);
  if (name === '--help') return [];
  const flag = Object.values(command.flags).find((known) => name === `--${known.name}` || name === `-${known.char}`);
  if (!flag) return [`${command.id} has no flag ${name}`];
  if (flag.type === 'boolean') return value === undefined ? [] : [`${name} of ${command.id} takes no value`];
  const taken = value ?? rest.shift();
  if (taken === undefined) return [`${name} of ${command.id} needs a value`];
  return isOneOf(flag.options, taken) ? [] : [`${name} of ${command.id} cannot be ${taken}`];
}

function argumentMistakes({ given, command, incomplete }: { given: string[]; command: Command; incomplete: boolean }) {
  const args = Object.values(command.args);
  const missing = incomplete ? [] : args.slice(given.length).filter(({ required }) => required);
  const tooMany = args.at(-1)?.multiple ? [] : given.slice(args.length);
  return [
    ...missing.map(({ name }) => `${command.id} needs ${name.toUpperCase()}`),
    ...tooMany.map((word) => `${command.id} does not take "${word}"`),
    ...given.flatMap((word, index) =>
      isOneOf(args[index]?.options, word) ? [] : [`${command.id} does not take "${word}"`],
    ),
  ];
}

function isOneOf(options: readonly string[] | undefined, value: string): boolean {
  return !options || /[$A-Z]/.test(value) || value.split(',').every((part) => options.includes(part));
}

/** A flag that no command has, as in a text that says `--no-such-flag`. */
export function isKnownFlag(word: string): boolean {
  return everyFlag.has(word.replace(/^--/, '').replace(/[=\s].*$/s, ''));
}
