import { expect, test } from 'vitest';
import { usefulLines } from '../../../src/scaffold/verify/useful-lines.js';

test.each([
  [
    'tsc behind npm',
    '\n> acme@0.1.0 build\n> tsc\n\nsrc/main.ts(3,1): error TS2304: Cannot find name "x".\nnpm error Lifecycle script failed\n',
    ['src/main.ts(3,1): error TS2304: Cannot find name "x".'],
  ],
  [
    'go test behind make',
    '=== RUN   TestA\n--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\n    b_test.go:7: got 1\nFAIL\nok  \tx/y\t0.1s\nmake: *** [Makefile:9: test] Error 1\n',
    ['--- FAIL: TestB (0.00s)', '    b_test.go:7: got 1', 'FAIL'],
  ],
  ['colours', '\u001b[31merror\u001b[0m here\n', ['error here']],
  ['control characters', 'a\u0007b\tc\n', ['a\\u0007b    c']],
  ['nothing but noise', 'npm error code 127\n', ['npm error code 127']],
  [
    'npm that refuses a lock file',
    'npm error code EUSAGE\nnpm error\nnpm error Missing: a@1 from lock file\nnpm error\nnpm error Clean install a project\nnpm error Options:\nnpm error [--save]\n',
    ['npm error code EUSAGE', 'npm error Missing: a@1 from lock file'],
  ],
  ['nothing', '', []],
])('keeps what says something of %s', (_what, output, expected) => {
  expect(usefulLines(output)).toEqual(expected);
});

test('keeps the last twenty lines, each cut', () => {
  const lines = usefulLines(Array.from({ length: 50 }, (_, n) => `${n} ${'x'.repeat(1_000)}`).join('\n'));
  expect(lines).toHaveLength(20);
  expect(lines.at(-1)).toMatch(/^49 x{390}/);
  expect(lines.every((line) => line.length < 450)).toBe(true);
});
