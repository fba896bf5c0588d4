import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { runCommand } from '../support/command-line.js';

const upstream = join(packageRoot, 'test/fixtures/catalog/upstream.yaml');
const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/catalog-import.schema.json'), 'utf8'));
const fits = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

function folder(): string {
  const cwd = mkdtempSync(join(tmpdir(), 'vrtg-import-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  return cwd;
}

test('the JSON of an import fits its schema and is all that stands on stdout', async () => {
  const cwd = folder();
  const { exitCode, stdout, stderr } = await runCommand(['catalog', 'import', upstream, '--json'], { cwd });
  expect([exitCode, stderr]).toEqual([0, '']);
  fits(JSON.parse(stdout));
  expect(fits.errors).toBeNull();
  expect(JSON.parse(stdout)).toMatchObject({ providers: ['mock', 'proxmox', 'vsphere', 'libvirt'], unchanged: 0 });
});

test('mistakes are printed with file, line and column, and end with exit code 1', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'broken.yaml'), readFileSync(upstream, 'utf8').replace('maturity:', 'maturty:'));
  const { exitCode, stdout } = await runCommand(['catalog', 'import', 'broken.yaml'], { cwd });
  expect(exitCode).toBe(1);
  expect(stdout).toContain(
    'broken.yaml:13:5: error unknown-field maturty is not a known field\n  Did you mean maturity',
  );
  expect(stdout).toContain('nothing was written');
  const json = await runCommand(['catalog', 'import', 'broken.yaml', '--json'], { cwd });
  fits(JSON.parse(json.stdout));
  expect([json.exitCode, fits.errors]).toEqual([1, null]);
});

test.each([
  [['catalog', 'import'], 2, 'USAGE'],
  [['catalog', 'import', 'absent.yaml'], 2, 'FILE_NOT_FOUND'],
])('%j ends with exit code %i', async (args, code, word) => {
  const { exitCode, stderr } = await runCommand(args, { cwd: folder() });
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(`[${word}]`)]);
});
