import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/foundation/package-info.js';
import { languages, languageTitles } from '../../src/scaffold/scaffold-facts.js';

const readText = (...path: string[]) => readFileSync(join(packageRoot, ...path), 'utf8');

test('the answer of scaffold can name every language', () => {
  const { properties } = JSON.parse(readText('schemas', 'scaffold-result.schema.json'));
  expect(properties.language.enum).toEqual([...languages]);
});

test.each(languages)('%s: provider.yaml says how the project is started', (language) => {
  const text = readText('templates', 'scaffolds', 'common', 'provider.yaml.hbs');
  expect(text).toMatch(new RegExp(`# scaffold:if ${language}\\n  exec: \\S`));
});

test('the README names every language', () => {
  const [row = ''] = /^\| `vrtg-provider scaffold` .*$/m.exec(readText('README.md')) ?? [];
  expect(Object.values(languageTitles).filter((title) => !row.includes(title))).toEqual([]);
});
