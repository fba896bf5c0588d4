import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConformanceReport } from '../../src/conformance/report/report-types.js';
import { runCommand } from '../support/command-line.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-flags-'));
  mkdirSync(join(folder, 'a-folder'));
  writeFileSync(join(folder, 'unknown.txt'), 'power-onn\n');
  writeFileSync(join(folder, 'known.txt'), 'power-on # not true of the mock\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vcts = (...args: string[]) => runCommand(args, { bin: 'vcts', cwd: folder, env: { XDG_STATE_HOME: folder } });
const run = (...args: string[]) => vcts('run', 'mock', '--settle-time=200ms', ...args);

describe('vcts run refuses before anything is started', () => {
  it.each([
    ['--known-failures=unknown.txt', 'did you mean power-on?'],
    ['--known-failures=none.txt', 'does not exist'],
    ['--shard=4/3', 'no part of a whole'],
    ['--trace=a-folder', 'cannot be written: EISDIR'],
  ])('%s', async (flag, text) => {
    const { exitCode, stdout, stderr } = await run(flag);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(text);
  });
});

it('vcts run fails for a known failure that passes, and traces what it did', async () => {
  const { exitCode, stdout } = await run('--focus=^power-on$', '--known-failures=known.txt', '--trace', 'trace.ndjson');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^fail +power-on\n +is on the list of known failures, and passes/m);
  expect(stdout).toMatch(/^Run it again: .*--known-failures=known.txt$/m);
  const lines = readFileSync(join(folder, 'trace.ndjson'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).method)).toContain('Power');
});

it('vcts report merge makes the report of the whole run from those of all shards', async () => {
  const told = ({ tests, profiles, badge }: ConformanceReport) => ({
    tests: tests.map(({ id, verdict }) => [id, verdict]),
    profiles,
    badge,
  });
  const files = ['shard-1.json', 'shard-2.json', 'shard-3.json'];
  for (const [place, file] of files.entries()) {
    const { exitCode } = await run('--profile=core,clone', `--shard=${place + 1}/3`, `--report=${file}`, '--quiet');
    expect(exitCode).toBe(3);
  }
  const whole = await run('--profile=core,clone', '--json');
  const merged = await vcts('report', 'merge', ...files, '--json');
  const [a, b] = [merged, whole].map(({ stdout }) => JSON.parse(stdout) as ConformanceReport);
  expect(told(a as ConformanceReport)).toEqual(told(b as ConformanceReport));
  expect({ exitCode: merged.exitCode, badge: a?.badge }).toEqual({ exitCode: 0, badge: 'pass' });
  expect(a?.reproduce).not.toContain('--shard');
});
