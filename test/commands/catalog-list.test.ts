import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { goldenCopy, goldenRoot } from '../catalog/golden-catalog.js';
import { runCommand } from '../support/command-line.js';

const schemaOf = (name: string) => JSON.parse(readFileSync(join(packageRoot, `schemas/${name}.schema.json`), 'utf8'));
const fits = new Ajv2020({ allErrors: true, allowUnionTypes: true })
  .addSchema(schemaOf('catalog-index'))
  .addSchema(schemaOf('catalog-import'))
  .compile(schemaOf('catalog-list'));

const list = (...args: string[]) => runCommand(['catalog', 'list', '--root', goldenRoot, ...args]);

test('the JSON of a list fits its schema', async () => {
  const { exitCode, stdout, stderr } = await list('--json', '--tag', 'kvn', '--show-claims');
  expect([exitCode, stderr]).toEqual([0, '']);
  fits(JSON.parse(stdout));
  expect(fits.errors).toBeNull();
  const all = JSON.parse((await list('--json')).stdout);
  fits(all);
  expect([fits.errors, all.providers.length]).toEqual([null, 3]);
});

test('stdout is the table, stderr the count', async () => {
  const { exitCode, stdout, stderr } = await list('--capability', 'advanced,clone');
  expect([exitCode, stderr]).toEqual([0, '2 of 3 providers\n'.trim()]);
  expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual(['NAME', 'mock', 'vsphere']);
});

test('colour is there only where it is wanted', async () => {
  const args = ['catalog', 'list', '--root', goldenRoot];
  const colored = '\u001b[';
  expect((await runCommand(args, { env: { FORCE_COLOR: '1' } })).stdout).toContain(colored);
  for (const [more, env] of [
    [[], { FORCE_COLOR: '1', NO_COLOR: '1' }],
    [['--no-color'], { FORCE_COLOR: '1' }],
    [[], {}],
  ] as const)
    expect((await runCommand([...args, ...more], { env })).stdout).not.toContain(colored);
});

test('a wrong value ends with exit code 2 and what was meant', async () => {
  const { exitCode, stdout, stderr } = await list('--maturity', 'stabel');
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Did you mean --maturity stable?');
});

test('an invalid catalog ends with exit code 1, after what could be read', async () => {
  const copy = goldenCopy();
  copy.edit('providers/mock/provider.yaml', 'maturity: stable', 'maturity: ripe');
  const { exitCode, stdout } = await runCommand(['catalog', 'list'], { cwd: copy.root });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('vsphere');
});
