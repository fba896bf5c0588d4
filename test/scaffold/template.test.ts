import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepConditions } from '../../src/scaffold/template/conditions.js';
import { fillTemplate } from '../../src/scaffold/template/fill-template.js';
import { readTemplate } from '../../src/scaffold/template/read-template.js';
import { factsOf } from './facts.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'templates-'));
  for (const folder of ['common', 'go']) mkdirSync(join(root, folder));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function given(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const filled = async (profiles: Parameters<typeof factsOf>[1] = ['core']) =>
  await fillTemplate(readTemplate('go', root), factsOf('go', profiles));

describe('names', () => {
  test.each([
    ['_gitignore', '.gitignore'],
    ['_github/workflows/a.yml', '.github/workflows/a.yml'],
    ['a/_b/c_d_test.go', 'a/.b/c_d_test.go'],
    ['package.json.hbs', 'package.json'],
    ['cmd/scaffold-name/main.go', 'cmd/acme-cloud/main.go'],
  ])('%s becomes %s', async (from, to) => {
    given({ [`go/${from}`]: '' });
    expect((await filled()).map(({ path }) => path)).toEqual([to]);
  });
});

test('tokens are replaced once, and no value is taken for a token', async () => {
  given({ 'go/a': 'scaffold.invalid/module https://scaffold.invalid/repo scaffold.invalid/image' });
  const facts = { ...factsOf('go'), module: 'scaffold-name.example/$&', repo: 'https://$1.example' };
  const [file] = await fillTemplate(readTemplate('go', root), facts);
  expect(file?.text).toBe('scaffold-name.example/$& https://$1.example registry.acme.example:5000/virt/acme-cloud');
});

test('GitHub expressions stay in files without Handlebars', async () => {
  const line = ['key: $', '{{ github.ref }}'].join('');
  given({ 'go/a.yml': line });
  expect((await filled())[0]?.text).toBe(line);
});

describe('Handlebars', () => {
  test('knows the facts and escapes nothing', async () => {
    given({ 'go/a.hbs': '{{maintainer}} {{#if has.snapshot}}yes{{else}}no{{/if}} {{#if without.clone}}none{{/if}}' });
    expect((await filled())[0]?.text).toBe("o'neil@acme.example no none");
  });

  test('refuses a name that is no fact', async () => {
    given({ 'go/a.hbs': '{{nobody}}' });
    await expect(filled()).rejects.toThrow('nobody');
  });
});

test('the manifest says what belongs to a profile, what is executable and what comes from the package', async () => {
  given({
    'go/scaffold.json': JSON.stringify({
      only: { '.b': 'snapshot' },
      executable: ['a'],
      fromPackage: { licence: 'LICENSE' },
    }),
    'go/a': '',
    'go/_b': '',
  });
  const shape = async (profiles: Parameters<typeof factsOf>[1]) =>
    (await filled(profiles)).map(({ path, executable }) => `${path}${executable ? '*' : ''}`);
  expect(await shape(['core'])).toEqual(['a*', 'licence']);
  expect(await shape(['core', 'snapshot'])).toEqual(['.b', 'a*', 'licence']);
});

test.each([
  ['only', { only: { lost: 'snapshot' } }],
  ['executable', { executable: ['lost'] }],
])('a manifest whose %s names a file that is not there is a bug', (_, manifest) => {
  given({ 'go/scaffold.json': JSON.stringify(manifest) });
  expect(() => readTemplate('go', root)).toThrow('lost');
});

test('one path from common and from the language is a bug', async () => {
  given({ 'go/a': '', 'common/a.hbs': '' });
  await expect(filled()).rejects.toThrow('two templates make a');
});

describe('conditions', () => {
  const holds = (word: string) => word === 'snapshot' || word === 'not clone';

  test.each([
    ['slashes', 'a\n\t// scaffold:if snapshot\nb\n\t// scaffold:end\nc', 'a\nb\nc'],
    ['hashes', '# scaffold:if clone\nb\n# scaffold:end\nc', 'c'],
    ['Markdown', '<!-- scaffold:if not clone -->\nb\n<!-- scaffold:end -->\n', 'b\n'],
    ['another text', 'a // scaffold:if clone\n', 'a // scaffold:if clone\n'],
  ])('in %s', (_, text, kept) => {
    expect(keepConditions(text, holds)).toBe(kept);
  });

  test.each([
    ['without an end', '# scaffold:if clone\n'],
    ['without a beginning', '# scaffold:end\n'],
    ['nested', '# scaffold:if clone\n# scaffold:if snapshot\n# scaffold:end\n# scaffold:end\n'],
  ])('%s are a bug', (_, text) => {
    expect(() => keepConditions(text, holds)).toThrow();
  });

  test('on something that nobody knows are a bug', async () => {
    given({ 'go/a': '# scaffold:if snapshots\n# scaffold:end\n' });
    await expect(filled()).rejects.toThrow('snapshots');
  });
});
