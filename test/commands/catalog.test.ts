import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { filesBelow, goldenCopy, goldenRoot } from '../catalog/golden-catalog.js';

const bin = join(packageRoot, 'bin', 'vrtg-provider.js');

function run(args: string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'catalog', ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('render --root writes the page of the specification', () => {
  const copy = goldenCopy();
  copy.remove('catalog');
  expect(run(['render', '--root', copy.root], packageRoot)).toMatchObject({ status: 0, stderr: '' });
  expect(copy.read('catalog/README.md')).toBe(filesBelow(goldenRoot)['catalog/README.md']);
});

test('render tells what it changed', () => {
  const copy = goldenCopy();
  copy.edit('catalog/README.md', 'Mock', 'Mocked');
  copy.write('catalog/badges/gone.svg', '<svg/>');
  expect(run(['render'], copy.root).stdout).toBe(
    'wrote catalog/README.md\nremoved catalog/badges/gone.svg\n1 written, 1 removed, 5 unchanged.\n',
  );
});

test('render finds the catalog from a folder inside it, and names files from there', () => {
  const copy = goldenCopy();
  copy.edit('catalog/README.md', 'Mock', 'Mocked');
  const { status, stdout } = run(['render', '--dry-run'], join(copy.root, 'providers', 'mock'));
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: 'would write ../../catalog/README.md\n1 to write, 0 to remove, 5 unchanged.\n',
  });
});

test('render --json is one document', () => {
  const copy = goldenCopy();
  copy.edit('catalog/README.md', 'Mock', 'Mocked');
  const { status, stdout } = run(['render', '--json'], copy.root);
  expect({ status, result: JSON.parse(stdout) }).toEqual({
    status: 0,
    result: {
      root: copy.root,
      dryRun: false,
      written: ['catalog/README.md'],
      unchanged: 5,
      removed: [],
      findings: [],
    },
  });
});

test('render refuses invalid metadata with exit code 1', () => {
  const copy = goldenCopy();
  copy.edit('providers/mock/provider.yaml', 'maturity: stable', 'maturity: ripe');
  const before = filesBelow(copy.root);
  const { status, stdout } = run(['render'], copy.root);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^providers\/mock\/provider\.yaml:12:11: error unknown-value .*\n {2}.*\n1 error, 0 warnings; nothing was written\.\n$/,
  );
  expect(filesBelow(copy.root)).toEqual(before);
});

test('check is silent on stderr and exits with 0 where all is well', () => {
  expect(run(['check', '--root', goldenRoot], packageRoot)).toEqual({
    status: 0,
    stdout: '3 providers: the catalog is valid and up to date.\n',
    stderr: '',
  });
});

const finding = {
  file: 'catalog/README.md',
  line: 54,
  column: 3,
  code: 'generated-differs',
  severity: 'error',
  message: 'the line is "- Teaching provider concepts", a render writes "- Learning provider concepts"',
  hint: 'Run `vrtg-provider catalog render`; generated files are never edited by hand.',
};

test.each([
  [
    'text',
    `${finding.file}:54:3: error ${finding.code} ${finding.message}\n  ${finding.hint}\n3 providers: 1 error, 0 warnings.\n`,
  ],
  [
    'github',
    `::error file=${finding.file},line=54,col=3,title=${finding.code}::${finding.message}%0A${finding.hint}\n`,
  ],
])('check --format %s', (format, text) => {
  const copy = goldenCopy();
  copy.edit('catalog/README.md', 'Learning provider', 'Teaching provider');
  expect(run(['check', '--format', format], copy.root)).toEqual({ status: 1, stdout: text, stderr: '' });
});

test.each([['--json'], ['--format=json']])('check %s', (flag) => {
  const copy = goldenCopy();
  copy.edit('catalog/README.md', 'Learning provider', 'Teaching provider');
  const { status, stdout } = run(['check', flag], copy.root);
  expect({ status, result: JSON.parse(stdout) }).toEqual({
    status: 1,
    result: { root: copy.root, valid: false, providers: 3, findings: [finding] },
  });
});

test.each(['render', 'check'])('%s says where it looked for a catalog', (command) => {
  const copy = goldenCopy();
  mkdirSync(join(copy.root, 'elsewhere'));
  const { status, stdout } = run([command, '--root', 'elsewhere', '--json'], copy.root);
  expect({ status, error: JSON.parse(stdout).error }).toMatchObject({
    status: 2,
    error: { code: 'NO_CATALOG', message: `${join(copy.root, 'elsewhere')} has no providers/ folder` },
  });
});

test("this repository's own catalog is what a render writes", () => {
  expect(run(['check'], packageRoot)).toMatchObject({ status: 0 });
});
