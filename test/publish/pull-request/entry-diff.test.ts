import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileDiff } from '../../../src/publish/pull-request/entry-diff.js';

const lines = (count: number, change: (line: number) => string | undefined = () => undefined) =>
  Array.from({ length: count }, (_, index) => `${change(index + 1) ?? `line ${index + 1}`}\n`).join('');

const cases: [string, string | undefined, string | undefined][] = [
  ['a new file', undefined, lines(3)],
  ['a file that goes', lines(3), undefined],
  ['one changed line', lines(20), lines(20, (line) => (line === 10 ? 'changed' : undefined))],
  ['two changes far apart', lines(40), lines(40, (line) => ([3, 30].includes(line) ? 'changed' : undefined))],
  ['two changes close together', lines(20), lines(20, (line) => ([8, 12].includes(line) ? 'changed' : undefined))],
  ['added at the beginning', lines(5), `first\n${lines(5)}`],
  ['added at the end', lines(5), `${lines(5)}last\n`],
  ['removed in the middle', lines(12), lines(12).replace('line 6\n', '')],
  ['everything else', lines(4), 'a\nb\n'],
];

test.each(cases)('git applies the diff of %s', (_what, before, after) => {
  const folder = mkdtempSync(join(tmpdir(), 'entry-diff-'));
  try {
    if (before !== undefined) writeFileSync(join(folder, 'f'), before);
    execFileSync('git', ['apply', '--unidiff-zero', '-'], { cwd: folder, input: fileDiff('f', before, after) });
    const read = () => readFileSync(join(folder, 'f'), 'utf8');
    if (after === undefined) expect(read).toThrow('ENOENT');
    else expect(read()).toBe(after);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('equal files have no diff', () => {
  expect(fileDiff('f', 'same\n', 'same\n')).toBe('');
});

test('shows three lines around a change', () => {
  const diff = fileDiff(
    'f',
    lines(20),
    lines(20, (line) => (line === 10 ? 'changed' : undefined)),
  );
  expect(diff).toBe(
    '--- a/f\n+++ b/f\n@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line 10\n+changed\n line 11\n line 12\n line 13\n',
  );
});
