import { describe, expect, test } from 'vitest';
import { askProgram, type Question } from '../../src/foundation/ask-program.js';

const ask = (program: string, args: string[], question: Partial<Question> = {}) =>
  askProgram(program, {
    args,
    env: { PATH: process.env['PATH'] ?? '' },
    signal: new AbortController().signal,
    timeoutMs: 20_000,
    ...question,
  });
const shell = (script: string, question: Partial<Question> = {}) => ask('sh', ['-c', script], question);

test.each([
  ['echo out; echo err >&2', { kind: 'ended', exitCode: 0, stdout: 'out', stderr: 'err' }],
  ['exit 3', { kind: 'ended', exitCode: 3, stdout: '', stderr: '' }],
  ['kill -9 $$', { kind: 'failed', reason: 'it was ended by SIGKILL' }],
  ['cat', { kind: 'ended', exitCode: 0, stdout: '', stderr: '' }],
])('%s', async (script, answer) => expect(await shell(script)).toEqual(answer));

test('a program that is not there', async () => expect(await ask('no-such-program', [])).toEqual({ kind: 'missing' }));

test('hands on the input and nothing of the environment', async () => {
  expect(await shell('cat; echo "-$HOME-"', { input: 'hello' })).toMatchObject({ stdout: 'hello--' });
});

describe('what does not end', () => {
  test.each([
    ['itself', 'exec sleep 30'],
    ['through a child that keeps the pipes', 'sleep 30 & sleep 30'],
    ['though it ends, through a child', 'sleep 30 &'],
  ])(
    '%s is left at the time limit',
    async (_name, script) => {
      expect(await shell(script, { timeoutMs: 300 })).toEqual({ kind: 'timeout' });
    },
    10_000,
  );

  test('is left when the work is aborted', async () => {
    const controller = new AbortController();
    const asked = shell('sleep 30 & sleep 30', { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('stop')), 100);
    await expect(asked).rejects.toThrow('stop');
  }, 10_000);
});
