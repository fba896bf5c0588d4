import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { goldenCopy, goldenRoot } from '../catalog/golden-catalog.js';
import { runCommand } from '../support/command-line.js';

const schema = (name: string) =>
  JSON.parse(readFileSync(join(packageRoot, 'schemas', `catalog-${name}.schema.json`), 'utf8'));
const validate = new Ajv2020({ strict: false, schemas: [schema('index'), schema('import')] }).compile(schema('show'));
const show = (...args: string[]) => runCommand(['catalog', 'show', ...args]);

test('show --offline prints the entry, its verdicts and the checklist, and asks nobody', async () => {
  const { exitCode, stdout, stderr } = await show('libvirt', '--root', goldenRoot, '--offline');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(
    /^Libvirt Provider \(libvirt\) 0\.1\.1\nLibvirt\/KVM provider for VirtRigaud\n\nConformance {5}partial\n/,
  );
  expect(stdout).toContain('  advanced      partial, covers 0 of 4 capabilities\n');
  expect(stdout).toContain(
    '  met       Pass VCTS core profile tests\n            core pass, covers 6 of 6 capabilities\n',
  );
  expect(stdout).toContain('  not met   Follow security best practices\n');
  expect(stdout).toContain('podSecurityContext.runAsUser: runs as root');
  expect(stdout).toMatch(/ {2}unknown {3}Have active maintenance and support\n.*nothing was asked \(--offline\)/);
});

test('show --json fits its schema', async () => {
  const { exitCode, stdout } = await show('mock', '--root', goldenRoot, '--offline', '--json');
  const result = JSON.parse(stdout);
  expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
  expect({ exitCode, name: result.provider.name, lines: result.requirements.length }).toEqual({
    exitCode: 0,
    name: 'mock',
    lines: 11,
  });
});

test('a provider whose evidence is wrong is printed with what is wrong, and exit code 1', async () => {
  const copy = goldenCopy();
  copy.edit('providers/mock/conformance.json', '"badge": "pass"', '"badge": "partial"');
  const { exitCode, stdout } = await show('mock', '--root', copy.root, '--offline');
  expect(exitCode).toBe(1);
  expect(stdout).toContain("Conformance     stale: the report's badge says partial, but its profiles say pass");
  expect(stdout).toContain('unknown   Pass VCTS core profile tests\n            the report cannot be believed');
  expect(stdout).toMatch(/providers\/mock\/conformance\.json:\d+:\d+: error report-inconsistent /);
});

test('an unknown name is told with one that was meant', async () => {
  const { exitCode, stdout } = await show('vspere', '--root', goldenRoot, '--offline', '--json');
  expect({ exitCode, error: JSON.parse(stdout).error }).toMatchObject({
    exitCode: 2,
    error: { code: 'UNKNOWN_PROVIDER', hint: 'Did you mean vsphere?' },
  });
});
