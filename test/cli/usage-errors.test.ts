import { expect, test } from 'vitest';
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
