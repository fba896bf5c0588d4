import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TracedCall } from '../../src/conformance/report/trace-file.js';
import { TraceFile } from '../../src/conformance/report/trace-file.js';
import { InterruptedError } from '../../src/foundation/errors.js';
import { slowCreates } from '../support/mock-provider/slow-creates.js';
import { mockFixtures, runOnMock, testContext } from './run-on-mock.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vcts-trace-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (file: string) =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TracedCall);

describe('the trace of a run', () => {
  let calls: TracedCall[];
  beforeAll(async () => {
    writeFileSync(join(folder, 'trace.ndjson'), 'of an older run\n');
    const fixtures = { ...mockFixtures, class: { ...mockFixtures.class, password: 'hunter2', note: '\u202e' } };
    const options = { focus: /^(validate-ok|power-on)$/, fixtures, trace: 'trace.ndjson' };
    await runOnMock({}, { ...options, context: { cwd: folder } });
    calls = linesOf('trace.ndjson');
  });

  it('has a line for each call, with the test that it was made for', () => {
    const made = new Set(calls.map(({ test, method }) => `${test} ${method}`));
    for (const call of ['readiness grpc.health.v1.Health/Check', 'validate-ok Validate', 'look-around GetCapabilities'])
      expect(made).toContain(call);
    for (const call of ['power-on Create', 'power-on Power', 'cleanup Delete']) expect(made).toContain(call);
  });

  it('says when each began, what was asked and what was answered', () => {
    const create = calls.find(({ method }) => method === 'Create');
    expect(create).toMatchObject({ status: 'OK', request: { name: expect.stringMatching(/^vcts-/) } });
    expect(create?.response).toMatchObject({ id: expect.stringMatching(/./) });
    expect(Math.abs(Date.parse(create?.startedAt ?? '') - Date.now())).toBeLessThan(60_000);
    expect(create?.durationMs).toBeGreaterThan(0);
  });

  it('keeps no secret, and nothing that a terminal would obey', () => {
    const text = readFileSync(join(folder, 'trace.ndjson'), 'utf8');
    expect(text).toContain('(redacted)');
    expect(text).not.toMatch(/hunter2|\u202e/);
  });
});

it('a trace holds what was asked up to an interrupt, and the cleanup', async () => {
  const creates = slowCreates({ synchronous: false, ms: 500 });
  const interrupt = new AbortController();
  void creates.begun.then(() => interrupt.abort(new InterruptedError('SIGINT')));
  await runOnMock(
    { variant: creates },
    { focus: /^create-returns-id$/, trace: 'cut.ndjson', context: { cwd: folder, signal: interrupt.signal } },
  );
  const made = linesOf('cut.ndjson').map(({ test, method }) => `${test} ${method}`);
  expect(made).toEqual(expect.arrayContaining(['create-returns-id Create', 'cleanup TaskStatus', 'cleanup Delete']));
});

it('a trace that cannot be written is refused before anything is started', () => {
  mkdirSync(join(folder, 'a-folder'));
  expect(() => new TraceFile('a-folder', testContext({ cwd: folder }))).toThrow(
    expect.objectContaining({ code: 'TRACE_NOT_WRITTEN', exitCode: 2, message: expect.stringContaining('EISDIR') }),
  );
});
