import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { runCommand } from '../support/command-line.js';

test.each([
  ['vrtg-provider', ['validat'], 'command validat not found', 'Did you mean validate?'],
  ['vrtg-provider', ['catalog', 'rendr'], 'command catalog rendr not found', 'Did you mean catalog render?'],
  ['vrtg-provider', ['validate', '--formt=json'], 'Nonexistent flag: --formt=json', 'Did you mean --format?'],
  ['vrtg-provider', ['zzz'], 'command zzz not found', 'Run `vrtg-provider --help` to see what it takes.'],
  ['vcts', ['rn'], 'command rn not found', 'Did you mean run?'],
  ['vcts', ['run', '--profle', 'core'], 'Nonexistent flag: --profle', 'Did you mean --profile?'],
] as const)('%s %j', async (bin, args, message, hint) => {
  const { exitCode, stdout, stderr } = await runCommand([...args], { bin });
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `Error: ${message} [USAGE]\n${hint}`,
  });
});

test('an argument that is left out is not taken from stdin, which a loop of the shell may still want', async () => {
  const { stdout } = await execa(
    'bash',
    [
      '-c',
      `while read -r line; do echo "$line"; "$@" >&2; done`,
      'bash',
      process.execPath,
      join(packageRoot, 'bin/vrtg-provider.js'),
      'verify',
      '--json',
    ],
    {
      input: 'first\nsecond\n',
      reject: false,
    },
  );
  expect(stdout.split('\n')).toEqual(['first', 'second']);
});
