import { describe, expect, it } from 'vitest';
import { mergeReports } from '../../../src/conformance/report/merge-reports.js';
import type { ConformanceReport, TestVerdict } from '../../../src/conformance/report/report-types.js';
import { inAnotherShard } from '../../../src/conformance/report/shard.js';
import type { NamedReport } from '../../../src/conformance/report/shards-of-one-run.js';
import { passesThoughListed } from '../../../src/conformance/run/known-failures.js';
import { recordedReport, testNamed } from './recorded-report.js';
import { shardsOf } from './shards.js';

const whole = recordedReport();

describe('merging shards', () => {
  it.each([1, 2, 3, 7])('of %i gives the report of the whole run', (total) => {
    expect(mergeReports(shardsOf(whole, total))).toEqual(whole);
  });

  it('does not depend on the order of the files', () => {
    expect(mergeReports(shardsOf(whole, 3).toReversed())).toEqual(whole);
  });

  it('takes a test that a filter took out of every shard as excluded', () => {
    const shards = shardsOf(whole, 2);
    const filtered = whole.tests.findIndex(({ verdict }) => verdict === 'excluded');
    for (const { report } of shards)
      report.tests[filtered] = whole.tests[filtered] as ConformanceReport['tests'][number];
    expect(mergeReports(shards)).toEqual(whole);
  });

  it.each<[TestVerdict[], TestVerdict, string?]>([
    [['pass', 'fail'], 'fail'],
    [['fail', 'pass'], 'fail'],
    [['could-not-run', 'pass'], 'could-not-run'],
    [['pass', 'expected-fail'], 'expected-fail'],
    [['fail', 'expected-fail'], 'expected-fail', passesThoughListed],
    [['pass', 'pass'], 'pass'],
  ])('takes the worst of what each shard says for itself: %j', (verdicts, worst, reason = 'as it was') => {
    const shards = shardsOf(whole, 2);
    for (const [index, { report }] of shards.entries())
      Object.assign(testNamed(report, 'no-leftovers'), structuredClone({ verdict: verdicts[index], reason }));
    expect(testNamed(mergeReports(shards), 'no-leftovers').verdict).toBe(worst);
  });

  it('keeps why a shard ended early', () => {
    const shards = shardsOf(whole, 2);
    (shards[1] as NamedReport).report.ended = 'provider-lost';
    expect(mergeReports(shards).ended).toBe('provider-lost');
  });

  it('does not pass a profile because its shards did: a lone shard never passes', () => {
    const passing = { ...whole, tests: whole.tests.map((test) => ({ ...test, verdict: 'pass' as const })) };
    for (const { report } of shardsOf(passing, 2)) expect(report.profiles.core?.verdict).toBe('partial');
    expect(mergeReports(shardsOf(passing, 2)).profiles.core?.verdict).toBe('pass');
  });
});

describe('merging refuses', () => {
  const changed = (change: (report: ConformanceReport) => Partial<ConformanceReport>) => {
    const [first, second] = shardsOf(whole, 2) as [NamedReport, NamedReport];
    return [first, { ...second, report: { ...second.report, ...change(second.report) } }];
  };
  const [one, two] = shardsOf(whole, 2) as [NamedReport, NamedReport];

  it.each<[string, NamedReport[], string, RegExp]>([
    ['no report', [], 'NO_SHARDS', /no report/],
    ['a whole report', [{ file: 'whole.json', report: whole }, two], 'NOT_A_SHARD', /whole\.json/],
    ['a missing shard', [two], 'SHARDS_MISSING', /shard-2\.json.*1\/2/],
    ['a shard given twice', [one, { ...one, file: 'again.json' }, two], 'SHARDS_OVERLAP', /shard-1\.json, again\.json/],
    ['another number of shards', [one, ...shardsOf(whole, 3).slice(1)], 'SHARDS_MISMATCH', /number of shards/],
    ['a shard beyond the last', changed(() => ({ shard: { index: 3, total: 2 } })), 'SHARDS_MISMATCH', /3\/2/],
    [
      'another suite',
      changed(({ suite }) => ({ suite: { ...suite, digest: `sha256:${'6'.repeat(64)}` } })),
      'SHARDS_MISMATCH',
      /shard-1\.json and shard-2\.json.*suite differ/,
    ],
    [
      'another provider',
      changed(({ subject }) => ({ subject: { ...subject, digest: `sha256:${'7'.repeat(64)}` } })),
      'SHARDS_MISMATCH',
      /provider differ/,
    ],
    [
      'other profiles',
      changed(({ profiles: { advanced: _advanced, ...profiles } }) => ({ profiles })),
      'SHARDS_MISMATCH',
      /profiles differ/,
    ],
    [
      'other parameters',
      changed(({ parameters }) => ({ parameters: { ...parameters, parallel: 1 } })),
      'SHARDS_MISMATCH',
      /parameters differ/,
    ],
    [
      'other capabilities',
      changed(({ capabilities }) => ({ capabilities: capabilities && { ...capabilities, supportsSnapshots: false } })),
      'SHARDS_MISMATCH',
      /declared capabilities differ/,
    ],
    ['other tests', changed(({ tests }) => ({ tests: tests.slice(1) })), 'SHARDS_MISMATCH', /tests differ/],
    [
      'a test measured twice',
      changed(({ tests }) => ({ tests: [tests[0], tests[1], whole.tests[2], ...tests.slice(3)] as typeof tests })),
      'SHARDS_OVERLAP',
      /shard-1\.json, shard-2\.json.*capabilities-readable/,
    ],
    [
      'a test of each shard that one did not run',
      changed(({ tests }) => ({
        tests: tests.map((test) =>
          test.id === 'no-leftovers' ? { ...test, verdict: 'excluded' as const, reason: inAnotherShard } : test,
        ),
      })),
      'SHARDS_MISSING',
      /no-leftovers is not in each/,
    ],
    [
      'a test measured by none',
      changed(({ tests }) => ({ tests: [tests[0], one.report.tests[1], ...tests.slice(2)] as typeof tests })),
      'SHARDS_MISSING',
      /health-serving is in none/,
    ],
    [
      'more shards than anyone has, soon',
      changed(() => ({ shard: { index: 2, total: 1e12 } })).slice(1),
      'SHARDS_MISSING',
      /1\/1000000000000/,
    ],
  ])('%s', (_what, reports, code, message) => {
    expect(() => mergeReports(reports)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message), exitCode: 2 }),
    );
  });
});
