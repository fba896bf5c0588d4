import { expect, test } from 'vitest';
import { reportDoubts } from '../../src/catalog/report-doubts.js';
import { reportMistakes } from '../../src/catalog/report-mistakes.js';
import { fingerprint, installedSuite, knownSuite } from '../../src/conformance/report/known-suites.js';
import type { ConformanceReport, TestResult } from '../../src/conformance/report/report-types.js';
import { profileResult } from '../../src/conformance/run/profile-results.js';
import { listTests } from '../../src/conformance/suite/list-tests.js';
import { suite } from '../../src/conformance/suite/suite.js';
import { profileNames } from '../../src/provider/profiles.js';
import { type RecordedTest, recordedTests } from './recorded-tests.js';
import { reportFixture } from './report-fixture.js';

const digest = `sha256:${'a'.repeat(64)}`;

/** A report of the installed suite in which everything that applies passes, as a run of it would write. */
function honestReport(): ConformanceReport {
  const report = reportFixture({ subject: { kind: 'image', image: 'example.com/acme:1.0.0', digest } });
  const { suite: own, tests } = listTests(profileNames);
  const conditions = new Map(suite.map(({ id, declared }) => [id, declared]));
  report.suite = own;
  report.parameters = { ...report.parameters, profiles: profileNames };
  report.tests = tests.map(({ id, profile, capability, level }): TestResult => {
    const applies = conditions.get(id)?.(report.capabilities as never) ?? true;
    return { id, profile, capability, level, verdict: applies ? 'pass' : 'not-applicable', durationMs: 1 };
  });
  report.profiles = Object.fromEntries(profileNames.map((name) => [name, profileResult(name, report.tests)]));
  return report;
}

const at = (report: ConformanceReport, id: string) => report.tests.find((result) => result.id === id) as TestResult;

/** What was done to an honest report, and the mistakes as `code path` of it. */
const forged: [what: string, change: (report: ConformanceReport) => void, mistakes: string[]][] = [
  ['nothing', () => {}, []],
  [
    'a failing test called passed in the profile and the badge only',
    (report) => {
      at(report, 'power-on').verdict = 'fail';
    },
    ['report-inconsistent profiles.core.verdict'],
  ],
  [
    'a better badge',
    (report) => {
      report.badge = 'partial';
    },
    ['report-inconsistent badge'],
  ],
  [
    'more coverage than was measured',
    (report) => {
      Object.assign(report.profiles.snapshot ?? {}, { covered: 4 });
    },
    ['report-inconsistent profiles.snapshot.covered'],
  ],
  [
    'fewer capabilities than the profile has',
    (report) => {
      Object.assign(report.profiles.advanced ?? {}, { testable: 0, total: 1 });
    },
    ['report-inconsistent profiles.advanced.testable', 'report-inconsistent profiles.advanced.total'],
  ],
  [
    'one test taken out',
    (report) => {
      report.tests = report.tests.filter(({ id }) => id !== 'delete-removes');
    },
    ['report-incomplete tests'],
  ],
  [
    'a required test made advisory',
    (report) => {
      at(report, 'power-on').level = 'advisory';
    },
    ['report-incomplete tests'],
  ],
  [
    'a test that no suite has',
    (report) => {
      report.tests.push({ ...at(report, 'power-on'), id: 'power-nap' });
    },
    ['report-incomplete tests'],
  ],
  [
    'a test listed twice',
    (report) => {
      report.tests.push(...report.tests.slice(0, 1));
    },
    ['report-incomplete tests'],
  ],
  [
    'a profile left out, its tests left in',
    (report) => {
      delete report.profiles.clone;
    },
    ['report-inconsistent parameters.profiles', `report-inconsistent tests.${firstOf('clone')}`],
  ],
  [
    'a profile left out with its tests, but asked for',
    (report) => {
      delete report.profiles.clone;
      report.tests = report.tests.filter(({ profile }) => profile !== 'clone');
    },
    ['report-inconsistent parameters.profiles'],
  ],
  [
    'an end before the beginning',
    (report) => {
      [report.startedAt, report.finishedAt] = [report.finishedAt, report.startedAt];
    },
    ['report-dates finishedAt'],
  ],
  [
    'more time than there was',
    (report) => {
      report.timing.wallMs = 3_600_000;
    },
    ['report-dates timing.wallMs'],
  ],
  [
    'a test longer than the run',
    (report) => {
      at(report, 'validate-ok').durationMs = 3_600_000;
    },
    ['report-dates tests.0.durationMs'],
  ],
  [
    'a run that was interrupted',
    (report) => {
      report.ended = 'interrupted';
    },
    ['report-ended ended'],
  ],
  [
    'a part of a run',
    (report) => {
      report.shard = { index: 1, total: 2 };
    },
    ['report-ended shard', ...profileNames.map((name) => `report-inconsistent profiles.${name}.verdict`)],
  ],
  [
    'the version of another suite',
    (report) => {
      report.suite = { ...report.suite, version: '9.9.9' };
    },
    ['report-inconsistent suite.version'],
  ],
  [
    'a required test called not applicable',
    (report) => {
      at(report, 'isolation').verdict = 'not-applicable';
    },
    [`report-inconsistent tests.${indexOf('isolation')}.verdict`],
  ],
  [
    'a declared test called not applicable',
    (report) => {
      at(report, 'snapshot-two').verdict = 'not-applicable';
    },
    [`report-inconsistent tests.${indexOf('snapshot-two')}.verdict`],
  ],
  [
    'one of the clone tests called not applicable',
    (report) => {
      at(report, 'clone-independent').verdict = 'not-applicable';
    },
    [`report-inconsistent tests.${indexOf('clone-independent')}.verdict`],
  ],
  [
    'tests that do not apply where no sizes are told and Create answers without a task',
    (report) => {
      for (const id of ['create-sizes', 'reconfigure-visible', 'task-stays-done'])
        at(report, id).verdict = 'not-applicable';
    },
    [],
  ],
  [
    'no flags, which a test has read',
    (report) => {
      report.capabilities = null;
    },
    ['report-inconsistent capabilities'],
  ],
  [
    'flags that take out what passed',
    (report) => {
      report.capabilities = {
        ...(report.capabilities as NonNullable<typeof report.capabilities>),
        supportsSnapshots: false,
      };
    },
    [
      ...suite
        .filter(({ id, declared }) => declared && id.startsWith('snapshot-') && !/undeclared/.test(id))
        .filter(({ declared }) => !declared?.({ supportsSnapshots: false, supportsMemorySnapshots: true } as never))
        .map(({ id }) => `report-inconsistent tests.${indexOf(id)}.verdict`),
      `report-inconsistent tests.${indexOf('snapshot-undeclared')}.verdict`,
    ],
  ],
];

function indexOf(test: string): number {
  return listTests(profileNames).tests.findIndex(({ id }) => id === test);
}

function firstOf(profile: string): number {
  return listTests(profileNames).tests.findIndex((test) => test.profile === profile);
}

test.each(forged)('a report with %s', (_what, change, expected) => {
  const report = honestReport();
  change(report);
  expect(reportMistakes(report).map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual(expected);
});

test('a suite on record is judged without being installed', () => {
  const report = reportFixture({ subject: { kind: 'image' } });
  expect(knownSuite(report.suite.digest)).toBeDefined();
  expect(reportMistakes(report)).toEqual([]);
  const [, ...rest] = report.tests;
  expect(reportMistakes({ ...report, tests: rest }).map(({ code }) => code)).toContain('report-incomplete');
});

test('what is on record is a fingerprint of the tests and nothing else', () => {
  const tests = recordedTests.map(([id, profile, capability, level]: RecordedTest) => ({
    id,
    profile,
    capability,
    level,
  }));
  const { suite: recorded } = reportFixture({ subject: { kind: 'image' } });
  for (const name of profileNames) {
    expect(fingerprint(tests.toReversed(), name)).toBe(knownSuite(recorded.digest)?.profiles[name]);
  }
  expect(fingerprint(tests.slice(1), 'core')).not.toBe(fingerprint(tests, 'core'));
  expect(installedSuite().version).toBe(listTests([]).suite.version);
});

const { suite: installed } = listTests([]);

test.each<[what: string, made: ConformanceReport['suite'], namesSuites: boolean, reasons: string[]]>([
  ['the installed suite', installed, false, []],
  ['a suite that nobody knows', { ...installed, digest }, false, ['UNKNOWN_SUITE']],
  ['a suite that nobody knows, where the catalog names what counts', { version: '9.0.0', digest }, true, []],
  [
    'another suite of the installed version, whatever the catalog names',
    { ...installed, digest },
    true,
    ['UNKNOWN_SUITE'],
  ],
  [
    'another suite of a version on record, whatever the catalog names',
    { version: '1.0.0', digest },
    true,
    ['UNKNOWN_SUITE'],
  ],
  ['a suite called like a method of objects', { ...installed, digest: 'constructor' }, false, ['UNKNOWN_SUITE']],
])('%s as evidence', (_what, made, namesSuites, expected) => {
  const report = honestReport();
  report.suite = made;
  const { reasons } = reportDoubts({ metadata: {}, report, hash: digest, namesSuites });
  expect(reasons.map(({ code }) => code)).toEqual(expected);
});

test('a report that contradicts itself is no evidence', () => {
  const report = honestReport();
  report.tests = report.tests.slice(0, -1);
  const { reasons } = reportDoubts({ metadata: {}, report, hash: digest, namesSuites: false });
  expect(reasons).toEqual([{ code: 'NOT_CREDIBLE', message: expect.stringMatching(/lacks tests of its suite/) }]);
});
