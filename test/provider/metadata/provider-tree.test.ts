import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findProviderFiles } from '../../../src/provider/metadata/provider-files.js';
import { ProviderTree } from '../../../src/provider/metadata/provider-tree.js';
import { validatePaths } from '../../../src/provider/metadata/validate-paths.js';
import { plainText } from './metadata-samples.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vrtg-tree-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** A valid provider.yaml with a name and an image of its own. */
function provider(name: string, ...more: string[]): string {
  return `${plainText.replace('name: acme', `name: ${name}`).replace('example/acme', `example/${name}`)}${more.join('\n')}\n`;
}

function add(name: string, text = provider(name)): void {
  write(`providers/${name}/provider.yaml`, text);
}

const show = (path: string) => relative(root, path);
const shown = (findings: readonly { file: string; line: number; column: number; code: string }[]) =>
  findings.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);

function readTree(options: Partial<ConstructorParameters<typeof ProviderTree>[1]> = {}) {
  const tree = new ProviderTree(root, { show: (path) => path, ...options });
  return { providers: [...tree.providers()], findings: tree.findings() };
}

const treeFindings = () => shown(readTree({ show }).findings);

describe('ProviderTree', () => {
  test('reads the providers by name, with their pages', () => {
    add('beta');
    add('alpha');
    write('providers/alpha/page.md', 'Good.\n');
    const { providers, findings } = readTree();
    expect(findings).toEqual([]);
    expect(providers.map(({ name, page }) => [name, page])).toEqual([
      ['alpha', 'Good.\n'],
      ['beta', ''],
    ]);
    expect(providers[0]).toMatchObject({
      directory: join(root, 'providers', 'alpha'),
      metadata: { image: 'ghcr.io/example/alpha' },
    });
  });

  test('a tree that cannot be read is not an empty one', () => {
    symlinkSync('providers', join(root, 'providers'));
    expect(() => readTree()).toThrow(expect.objectContaining({ code: 'PATH_UNREADABLE' }));
  });

  test('a tree without providers is empty', () => {
    expect(readTree()).toEqual({ providers: [], findings: [] });
  });

  test('leaves an invalid provider out and keeps the others', () => {
    add('alpha', 'name: [');
    add('beta');
    const { providers, findings } = readTree({ show });
    expect(providers.map(({ name }) => name)).toEqual(['beta']);
    expect(shown(findings)).toEqual(['providers/alpha/provider.yaml:1:8 yaml-syntax']);
  });

  test('an error of the page does not hide the provider', () => {
    add('alpha');
    write('providers/alpha/page.md', '# High\n');
    const { providers, findings } = readTree({ show });
    expect(providers.map(({ name }) => name)).toEqual(['alpha']);
    expect(shown(findings)).toEqual(['providers/alpha/page.md:1:1 page-heading']);
  });

  test('the name is the directory', () => {
    add('alpha', provider('beta'));
    expect(treeFindings()).toEqual(['providers/alpha/provider.yaml:2:7 name-directory-mismatch']);
  });

  test('a name that two providers claim is one mistake', () => {
    add('alpha');
    add('beta', provider('alpha'));
    expect(treeFindings()).toEqual(['providers/beta/provider.yaml:2:7 name-directory-mismatch']);
  });

  test('an image belongs to one provider', () => {
    add('alpha');
    add('beta', provider('beta').replace('example/beta', 'example/alpha'));
    const { findings } = readTree({ show });
    expect(shown(findings)).toEqual(['providers/beta/provider.yaml:6:8 duplicate-image']);
    expect(findings[0]?.message).toContain('providers/alpha/provider.yaml');
  });

  test('a replacement exists', () => {
    const deprecated = (name: string, by: string) =>
      provider(name, `replacedBy: ${by}`).replace('stable', 'deprecated');
    add('alpha', deprecated('alpha', 'beta'));
    add('beta', deprecated('beta', 'gamma'));
    expect(treeFindings()).toEqual(['providers/beta/provider.yaml:12:13 unknown-replacement']);
  });

  test('a replacement may itself be invalid', () => {
    add('alpha', provider('alpha', 'replacedBy: beta').replace('stable', 'deprecated'));
    add('beta', 'x');
    expect(treeFindings()).toEqual(['providers/beta/provider.yaml:1:1 wrong-type']);
  });

  test.each([
    ['provider.yml', 'Rename provider.yml to provider.yaml.'],
    ['Provider.YAML', 'Rename Provider.YAML to provider.yaml.'],
    ['page.md', 'Write provider.yaml, or remove alpha/ from providers/.'],
    ['conformance.json', 'Write provider.yaml, or remove alpha/ from providers/.'],
  ])('a directory with %s but without provider.yaml is a finding', (file, hint) => {
    write(`providers/alpha/${file}`, 'x');
    const { findings } = readTree({ show });
    expect(shown(findings)).toEqual(['providers/alpha/provider.yaml:1:1 file-missing']);
    expect(findings[0]?.hint).toBe(hint);
  });

  test('other directories and files are not looked at', () => {
    add('alpha');
    write('providers/reports/alpha.json', '{}');
    write('providers/.hidden/provider.yaml', 'x');
    write('providers/_drafts/provider.yaml', 'x');
    write('providers/README.md', 'x');
    expect(treeFindings()).toEqual([]);
  });

  test('a directory in the place of provider.yaml or page.md is a finding', () => {
    mkdirSync(join(root, 'providers/alpha/provider.yaml'), { recursive: true });
    add('beta');
    mkdirSync(join(root, 'providers/beta/page.md'));
    expect(treeFindings()).toEqual([
      'providers/alpha/provider.yaml:1:1 not-a-file',
      'providers/beta/page.md:1:1 not-a-file',
    ]);
  });

  test('links are followed, and one that leads to itself is a finding', () => {
    write('elsewhere/provider.yaml', provider('alpha'));
    mkdirSync(join(root, 'providers/beta'), { recursive: true });
    symlinkSync('../elsewhere', join(root, 'providers/alpha'));
    symlinkSync('provider.yaml', join(root, 'providers/beta/provider.yaml'));
    const { providers, findings } = readTree({ show });
    expect(providers.map(({ name }) => name)).toEqual(['alpha']);
    expect(shown(findings)).toEqual(['providers/beta/provider.yaml:1:1 file-unreadable']);
  });
});

describe('findProviderFiles', () => {
  const files = (path: string) => findProviderFiles(join(root, path)).map(({ file }) => show(file));

  beforeEach(() => {
    add('alpha');
    add('beta');
    write('providers/alpha/page.md', '');
    write('mine/provider.yaml', provider('mine'));
    write('other.yaml', provider('other'));
    write('empty/readme.txt', '');
  });

  test.each([
    ['a tree', '', ['providers/alpha/provider.yaml', 'providers/beta/provider.yaml']],
    ['the folder of all providers', 'providers', ['providers/alpha/provider.yaml', 'providers/beta/provider.yaml']],
    ["a provider's directory", 'providers/beta', ['providers/beta/provider.yaml']],
    ["an author's own directory", 'mine', ['mine/provider.yaml']],
    ['a file', 'providers/beta/provider.yaml', ['providers/beta/provider.yaml']],
    ['a file of any name', 'other.yaml', ['other.yaml']],
    ['a page', 'providers/alpha/page.md', ['providers/alpha/provider.yaml']],
  ])('%s', (_what, path, expected) => {
    expect(files(path)).toEqual(expected);
  });

  test('only files of a tree have its root', () => {
    expect(findProviderFiles(join(root, 'providers/beta')).map((file) => file.root)).toEqual([root]);
    expect(findProviderFiles(join(root, 'mine')).map((file) => file.root)).toEqual([undefined]);
  });

  test.each([
    ['nowhere', 'PATH_NOT_FOUND'],
    ['other.yaml/below', 'PATH_NOT_FOUND'],
    ['empty', 'NO_PROVIDER'],
  ])('%s is refused', (path, code) => {
    expect(() => files(path)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });

  test('a misspelt file and a catalog in one file are named in the hint', () => {
    write('yml/provider.yml', '');
    expect(() => files('yml')).toThrow(expect.objectContaining({ hint: 'Rename provider.yml to provider.yaml.' }));
    write('upstream/providers/catalog.yaml', '');
    expect(() => files('upstream')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('providers/<name>/provider.yaml') }),
    );
  });
});

describe('validatePaths', () => {
  const validate = (...paths: string[]) => validatePaths(paths, { cwd: root });

  test('shows paths relative to the working directory, and counts', () => {
    add('alpha', provider('alpha').replace('license: MIT', 'license: GPL-3.0'));
    add('beta', provider('beta').replace('stable', 'stabel'));
    write('providers/beta/page.md', '');
    expect(validate('.')).toMatchObject({
      valid: false,
      files: ['providers/alpha/provider.yaml', 'providers/beta/page.md', 'providers/beta/provider.yaml'],
      findings: [{ file: 'providers/alpha/provider.yaml' }, { file: 'providers/beta/provider.yaml' }],
      summary: { files: 3, errors: 1, warnings: 1 },
    });
  });

  test('a warning leaves it valid', () => {
    add('alpha', provider('alpha').replace('license: MIT', 'license: GPL-3.0'));
    expect(validate('.')).toMatchObject({ valid: true, summary: { errors: 0, warnings: 1 } });
  });

  test('a file that is named twice is checked once', () => {
    add('alpha', provider('alpha').replace('stable', 'stabel'));
    expect(validate('.', 'providers/alpha', join(root, 'providers/alpha/provider.yaml')).summary).toEqual({
      files: 1,
      errors: 1,
      warnings: 0,
    });
  });

  test('one provider of a catalog is checked against the others that it names', () => {
    add('alpha', provider('alpha', 'replacedBy: beta').replace('stable', 'deprecated'));
    add('beta');
    expect(validate('providers/alpha').findings).toEqual([]);
  });

  test('outside of a catalog the directory may have any name, and a replacement cannot be checked', () => {
    write('my-repo/provider.yaml', provider('alpha', 'replacedBy: beta').replace('stable', 'deprecated'));
    const { valid, findings } = validate('my-repo');
    expect(valid).toBe(true);
    expect(shown(findings)).toEqual(['my-repo/provider.yaml:12:13 unchecked-replacement']);
  });

  test('files that belong to no catalog may not share a name or an image', () => {
    write('one.yaml', provider('one'));
    write('two.yaml', provider('one'));
    write('three.yaml', provider('three').replace('example/three', 'example/one'));
    expect(shown(validate('one.yaml', 'three.yaml', 'two.yaml').findings)).toEqual([
      'three.yaml:6:8 duplicate-image',
      'two.yaml:2:7 duplicate-name',
    ]);
  });

  test('a file with a hundred thousand mistakes is answered', () => {
    add('alpha', Array.from({ length: 150_000 }, (_, index) => `${index.toString(36)}:\n`).join(''));
    expect(validate('.').summary.errors).toBeGreaterThan(149_000);
    expect(readTree().findings.length).toBeGreaterThan(149_000);
  });

  test('two catalogs have nothing to do with each other', () => {
    for (const catalog of ['a', 'b']) write(`${catalog}/providers/one/provider.yaml`, provider('one'));
    expect(validate('a', 'b').findings).toEqual([]);
  });

  test('every path that is not there is told', () => {
    expect(() => validate('')).toThrow('A PATH is empty');
    expect(() => validate('x', 'y')).toThrow(`There is no ${join(root, 'x')}\nThere is no ${join(root, 'y')}`);
  });
});
