import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKnownFailures } from '../../src/conformance/launch/known-failures-file.js';
import { exitCodeOf } from '../../src/conformance/report/exit-code.js';
import { textReport } from '../../src/conformance/report/text-report.js';
import { passesThoughListed } from '../../src/conformance/run/known-failures.js';
import { profileResult } from '../../src/conformance/run/profile-results.js';
import { defectNamed } from '../support/mock-provider/defects.js';
import { runOnMock } from './run-on-mock.js';

describe('the file of known failures', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vcts-known-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const read = (text: string) => {
    writeFileSync(join(folder, 'known.txt'), text);
    return readKnownFailures('known.txt', folder);
  };

  it.each([
    ['ids, one a line', 'power-on\ncreate-sizes\n', ['create-sizes', 'power-on']],
    ['comments, blank lines and CRLF', '# all\r\n\r\n  power-on # slow\r\n', ['power-on']],
    ['an id named twice once', 'power-on\npower-on', ['power-on']],
    ['a byte order mark', '\uFEFFpower-on', ['power-on']],
    ['nothing', '# none\n', []],
  ])('takes %s', (_what, text, ids) => {
    expect(read(text)).toEqual(ids);
  });

  it('is refused where it names tests that do not exist, with all of them', () => {
    expect(() => read('power-onn\npower-on\nzzzzzzzz\n')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_TEST',
        exitCode: 2,
        message: '--known-failures known.txt: there is no test "power-onn" (did you mean power-on?), "zzzzzzzz"',
      }),
    );
  });

  it.each([
    ['none.txt', 'does not exist'],
    ['.', 'cannot be read'],
  ])('is refused where %s is no file', (file, message) => {
    expect(() => readKnownFailures(file, folder)).toThrow(message);
  });
});

describe('a run with known failures', () => {
  const ignored = { defect: defectNamed('power-on-ignored') };
  const focus = /^(validate-ok|power-on|describe-created)$/;

  it('says expected-fail of a listed test that fails, keeps its calls, and fails the profile', async () => {
    const report = await runOnMock(ignored, { focus, knownFailures: ['power-on'] });
    const test = report.tests.find(({ id }) => id === 'power-on');
    expect(test).toMatchObject({ verdict: 'expected-fail', reason: expect.stringContaining('Off') });
    expect(test?.exchange?.map(({ method }) => method)).toContain('Power');
    expect(report.profiles.core?.verdict).toBe('fail');
    expect(exitCodeOf(report)).toBe(1);
    expect(report.parameters).toMatchObject({ knownFailures: ['power-on'] });
  });

  it('fails a listed test that passes, and says so', async () => {
    const report = await runOnMock({}, { focus, knownFailures: ['describe-created'] });
    expect(report.tests.find(({ id }) => id === 'describe-created')).toMatchObject({
      verdict: 'fail',
      reason: passesThoughListed,
    });
    expect(exitCodeOf(report)).toBe(1);
    expect(textReport(report)).toContain(passesThoughListed);
  });

  it('fails for a listed advisory test that passes', async () => {
    const report = await runOnMock({}, { focus: /^health-serving$/, knownFailures: ['health-serving'] });
    expect(exitCodeOf(report)).toBe(1);
  });

  it('says nothing of a listed test that did not run', async () => {
    const report = await runOnMock({}, { focus, knownFailures: ['power-off'] });
    expect(report.tests.find(({ id }) => id === 'power-off')?.verdict).toBe('excluded');
    expect(report.tests.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });

  it('does not hide that an advisory test failed', () => {
    const test = {
      profile: 'core' as const,
      capability: '',
      level: 'advisory' as const,
      verdict: 'expected-fail' as const,
    };
    expect(profileResult('core', [test]).verdict).toBe('fail');
  });
});
