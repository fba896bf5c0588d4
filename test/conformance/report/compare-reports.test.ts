import { describe, expect, it } from 'vitest';
import { type Change, compareReports } from '../../../src/conformance/report/compare-reports.js';
import { comparisonText } from '../../../src/conformance/report/comparison-text.js';
import type {
  Badge,
  ConformanceReport,
  ProfileVerdict,
  TestVerdict,
} from '../../../src/conformance/report/report-types.js';
import { recordedReport } from './recorded-report.js';

const compare = (old: ConformanceReport, now: ConformanceReport) =>
  compareReports({ file: 'old.json', report: old }, { file: 'new.json', report: now });

/** A report with one test of that verdict, or with none. */
function holding(verdict: TestVerdict | null): ConformanceReport {
  const report = recordedReport();
  const { exchange: _exchange, reason: _reason, ...test } = report.tests[0] as ConformanceReport['tests'][number];
  return { ...report, tests: verdict ? [{ ...test, verdict, reason: `it is ${verdict}` }] : [] };
}

describe('a test', () => {
  it.each<[TestVerdict | null, TestVerdict | null, Change]>([
    ['pass', 'pass', 'same'],
    ['pass', 'warn', 'worse'],
    ['pass', 'fail', 'worse'],
    ['pass', 'error', 'worse'],
    ['pass', 'expected-fail', 'worse'],
    ['pass', 'could-not-run', 'worse'],
    ['pass', 'not-applicable', 'worse'],
    ['pass', 'excluded', 'gone'],
    ['pass', null, 'gone'],
    ['warn', 'pass', 'better'],
    ['warn', 'fail', 'worse'],
    ['fail', 'pass', 'better'],
    ['fail', 'warn', 'better'],
    ['fail', 'not-applicable', 'better'],
    ['fail', 'expected-fail', 'same'],
    ['fail', 'could-not-run', 'same'],
    ['fail', 'error', 'same'],
    ['fail', 'excluded', 'gone'],
    ['fail', null, 'gone'],
    ['expected-fail', 'pass', 'better'],
    ['expected-fail', 'fail', 'same'],
    ['could-not-run', 'pass', 'better'],
    ['could-not-run', 'fail', 'worse'],
    ['could-not-run', 'error', 'same'],
    ['error', 'fail', 'worse'],
    ['error', 'pass', 'better'],
    ['not-applicable', 'pass', 'better'],
    ['not-applicable', 'fail', 'worse'],
    ['not-applicable', 'could-not-run', 'worse'],
    ['excluded', 'pass', 'new'],
    ['excluded', 'fail', 'new'],
    ['excluded', 'excluded', 'same'],
    [null, 'pass', 'new'],
    [null, 'fail', 'new'],
    [null, 'excluded', 'same'],
    ['excluded', null, 'same'],
  ])('from %s to %s is %s', (before, after, change) => {
    const { tests, counts, anythingWorse } = compare(holding(before), holding(after));
    expect(tests).toMatchObject([{ before, after, change }]);
    expect({ count: counts[change], anythingWorse }).toEqual({ count: 1, anythingWorse: change === 'worse' });
  });
});

describe('a profile', () => {
  const of = (verdict: ProfileVerdict | null): ConformanceReport => ({
    ...holding('pass'),
    profiles: verdict ? { snapshot: { verdict, covered: 3, testable: 3, total: 4 } } : {},
  });

  it.each<[ProfileVerdict | null, ProfileVerdict | null, Change]>([
    ['pass', 'pass', 'same'],
    ['pass', 'skip', 'worse'],
    ['pass', 'partial', 'worse'],
    ['pass', 'fail', 'worse'],
    ['partial', 'pass', 'better'],
    ['partial', 'fail', 'worse'],
    ['skip', 'fail', 'worse'],
    ['skip', 'pass', 'better'],
    ['skip', 'partial', 'worse'],
    ['fail', 'partial', 'better'],
    [null, 'fail', 'new'],
    ['pass', null, 'gone'],
  ])('from %s to %s is %s', (before, after, change) => {
    const { profiles, anythingWorse } = compare(of(before), of(after));
    expect(profiles).toEqual([{ name: 'snapshot', before, after, change }]);
    expect(anythingWorse).toBe(change === 'worse');
  });
});

it.each<[Badge, Badge, Change]>([
  ['pass', 'partial', 'worse'],
  ['partial', 'fail', 'worse'],
  ['fail', 'fail', 'same'],
  ['fail', 'pass', 'better'],
  ['pending', 'fail', 'new'],
  ['pass', 'pending', 'gone'],
  ['pending', 'pending', 'same'],
])('the badge from %s to %s is %s', (before, after, change) => {
  const { badge, anythingWorse } = compare({ ...holding('pass'), badge: before }, { ...holding('pass'), badge: after });
  expect(badge).toEqual({ before, after, change });
  expect(anythingWorse).toBe(change === 'worse');
});

describe('the text', () => {
  const old = recordedReport();
  const next = recordedReport();
  next.suite = { version: '1.1.0', digest: `sha256:${'6'.repeat(64)}` };
  next.subject = { ...next.subject, image: 'ghcr.io/example/provider-demo:1.5.0', version: '1.5.0' };
  next.tests = next.tests
    .filter(({ id }) => id !== 'health-serving')
    .map((test) => {
      if (test.id === 'power-off') return { ...test, verdict: 'fail' as const, reason: 'stays On\u001b[31m' };
      if (test.id === 'power-on') return { ...test, verdict: 'pass' as const };
      if (test.id === 'concurrent-reads') return { ...test, verdict: 'pass' as const };
      return test;
    });
  const text = comparisonText(compare(old, next));

  it('says all that changed, and that something got worse', () => {
    expect(text).toMatchInlineSnapshot(`
      "old  old.json: demo 1.4.0, VCTS 1.0.0, finished 2025-08-26T14:30:01.250Z
      new  new.json: demo 1.5.0, VCTS 1.1.0, finished 2025-08-26T14:30:01.250Z
      The suites differ (1.0.0 and 1.1.0): a change may come from the tests.
      The reports are not about the same provider, version or image.

      worse   power-off         pass -> fail
          stays On\\u001b[31m
      better  power-on          fail -> pass
      new     concurrent-reads  excluded -> pass
      gone    health-serving    pass -> none

      badge          fail               same
      core           fail               same
      snapshot       fail               same
      clone          partial            same
      image-prepare  pass               same
      advanced       partial            same

      Tests: 1 worse, 1 better, 1 new, 1 gone, 67 same
      Something got worse."
    `);
  });

  it('says that nothing got worse where nothing did, and lists no test', () => {
    const same = comparisonText(compare(old, old));
    expect(same).toContain(`Tests: 0 worse, 0 better, 0 new, 0 gone, ${old.tests.length} same\nNothing got worse.`);
    expect(same).not.toContain('->');
  });

  it('says that a report is only a shard', () => {
    expect(comparisonText(compare({ ...old, shard: { index: 1, total: 2 } }, old))).toContain('shard 1 of 2 only');
  });
});
