import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { runCommand } from '../support/command-line.js';

interface Words {
  name: string;
  description?: string;
}

interface Command {
  id: string;
  hidden?: boolean;
  summary: string;
  description?: string;
  examples: string[];
  flags: Record<string, Words>;
  args: Record<string, Words>;
}

interface Topics {
  [name: string]: { description: string; subtopics?: Topics };
}

const readJson = (file: string) => JSON.parse(readFileSync(join(packageRoot, file), 'utf8'));
const commands = Object.values(readJson('oclif.manifest.json').commands as Record<string, Command>);
const shown = commands.filter(({ hidden }) => hidden !== true);

const topics = (all: Topics): [string, string][] =>
  Object.entries(all).flatMap(([name, { description, subtopics = {} }]) => [[name, description], ...topics(subtopics)]);

const summaries: [string, string][] = [
  ...topics(readJson('package.json').oclif.topics),
  ...commands.map(({ id, summary }): [string, string] => [id, summary]),
];
const details = commands.flatMap(({ id, flags, args }) =>
  [...Object.values(flags), ...Object.values(args)].map((part): [string, string, string] => [
    id,
    part.name,
    part.description ?? '',
  ]),
);

test.each(summaries)('the summary of %s begins with a capital and has no full stop', (_id, summary) => {
  expect(summary).toMatch(/^[A-Z][^\n]*[^.\n]$/);
});

test('flags and arguments are described in lower case, without a full stop, on one line', () => {
  expect(details.filter(([, , text]) => !/^(?:[a-z$]|URL|SPDX|PEM)[^\n]*[^.\n]$/.test(text))).toEqual([]);
});

test('defaults are told in one way', () => {
  expect(details.filter(([, , text]) => /default/.test(text) && !/\(default: [^)]+\)/.test(text))).toEqual([]);
});

test.each(shown.map(({ id, examples }) => [id, examples] as const))(
  '%s has three examples or more',
  (_id, examples) => {
    expect(new Set(examples).size).toBeGreaterThanOrEqual(3);
  },
);

test('no description is broken into lines of its own, which a terminal would break again', () => {
  expect(shown.filter(({ description = '' }) => /[^\n]\n[^\n]/.test(description)).map(({ id }) => id)).toEqual([]);
});

test.each([
  ['vrtg-provider', ['--help']],
  ['vrtg-provider', ['catalog', '--help']],
  ['vcts', ['--help']],
  ['vcts', ['run', '--help']],
  ['vrtg-provider', ['publish', '--help']],
] as const)('the help of %s %j fits 80 columns, but for commands to copy', async (bin, args) => {
  const { stdout } = await runCommand([...args], { bin });
  expect(stdout).toContain('USAGE');
  expect(stdout.split('\n').filter((line) => line.length > 80 && !line.startsWith('  $ '))).toEqual([]);
});
