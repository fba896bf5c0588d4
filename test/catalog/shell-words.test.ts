import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { helmSet, shellWord } from '../../src/catalog/shell-words.js';
import { helmValue } from './helm-value.js';
import { hostileTexts } from './hostile-texts.js';

/** The words that bash makes of a command line. */
function bashWords(line: string): string[] {
  const script = `set -f; printf '%s\\0' ${line}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each([
  ['vcenter.example.com', 'vcenter.example.com'],
  ['qemu:///system', 'qemu:///system'],
  ['', "''"],
  ['two words', "'two words'"],
  ["it's", `'it'\\''s'`],
  ['$HOME', "'$HOME'"],
  ['a\nb', "$'a\\nb'"],
])('%j is written as %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

test.each(hostileTexts)('bash reads %j back as it was', (text) => {
  expect(bashWords(shellWord(text))).toEqual([text]);
});

test.each(hostileTexts)('Helm gets %j as it was, on one line', (text) => {
  const line = helmSet('env[0].value', text);
  expect(line).not.toMatch(/[\n\r]/);
  const [flag, assignment = ''] = bashWords(line);
  expect(helmValue(flag ?? '', assignment)).toEqual({ path: 'env[0].value', value: text });
});

test.each([
  ['securityContext.runAsUser', 0, '--set securityContext.runAsUser=0'],
  ['hostNetwork', true, '--set hostNetwork=true'],
  ['factor', 0.5, '--set-json factor=0.5'],
  ['a', 'true', '--set-string a=true'],
  ['a', '8080', '--set-string a=8080'],
  ['a', 'null', '--set-string a=null'],
  ['a', 'x,y', "--set a='x\\,y'"],
  ['a', '{x}', "--set a='\\{x}'"],
  ['a', '', `--set-json a='""'`],
  ['nodeSelector.kubernetes\\.io/os', 'linux', "--set 'nodeSelector.kubernetes\\.io/os'=linux"],
])('%s set to %j', (path, value, written) => {
  expect(helmSet(path, value)).toBe(written);
});
