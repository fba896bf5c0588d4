import { exchangeText } from './exchange-text.js';
import { endings, type ProfilePart, profileParts } from './report-facts.js';
import type { ConformanceReport, TestResult } from './report-types.js';
import { visibleJson } from './visible-text.js';
import { type XmlElement, xmlDocument } from './xml.js';

/** JUnit XML as Jenkins reads it: a suite a profile, what did not run as skipped, a warning as output of a passing case. */
export function junitReport(report: ConformanceReport): string {
  const { tests, timing } = report;
  const suites = profileParts(report).map((part, index) => testSuite(report, { ...part, index }));
  const { failures, errors } = counts(tests);
  const attributes = { name: 'VCTS', tests: tests.length, failures, errors, time: seconds(timing.wallMs) };
  return xmlDocument({ name: 'testsuites', attributes, content: suites });
}

function testSuite(report: ConformanceReport, { name, result, tests, index }: ProfilePart & { index: number }) {
  const { ended, startedAt, providerOutput } = report;
  const attributes = {
    name,
    id: index,
    tests: tests.length,
    ...counts(tests),
    time: seconds(tests.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    // Readers of this format know no time zone; it is UTC.
    timestamp: startedAt.slice(0, 19),
  };
  const own = result && {
    'profile.verdict': result.verdict,
    'profile.covered': `${result.covered} of ${result.total} capabilities`,
  };
  const properties = Object.entries({ ...runProperties(report), ...own }).map(([key, value]) => ({
    name: 'property',
    attributes: { name: key, value },
  }));
  const content: XmlElement[] = [
    { name: 'properties', content: properties },
    ...tests.map(testCase),
    ...(index === 0 && providerOutput ? [{ name: 'system-out', content: providerOutput }] : []),
    ...(ended ? [{ name: 'system-err', content: `The run ended early: ${endings[ended]}.` }] : []),
  ];
  return { name: 'testsuite', attributes, content };
}

function runProperties(report: ConformanceReport): Record<string, string> {
  const { suite, tool, subject, badge, capabilities, startedAt, finishedAt, timing, parameters, shard } = report;
  const { leftovers, untestable, ended, reproduce } = report;
  return {
    'suite.version': suite.version,
    'suite.digest': suite.digest,
    'tool.version': tool.version,
    ...Object.fromEntries(Object.entries(subject).map(([key, value]) => [`subject.${key}`, String(value)])),
    badge,
    startedAt,
    finishedAt,
    'timing.wallMs': String(timing.wallMs),
    'timing.criticalPathMs': String(timing.criticalPathMs),
    ...(shard && { shard: `${shard.index}/${shard.total}` }),
    ...(ended && { ended }),
    capabilities: visibleJson(capabilities),
    parameters: visibleJson(parameters),
    untestable: visibleJson(untestable),
    leftovers: visibleJson(leftovers),
    reproduce,
  };
}

function testCase(test: TestResult): XmlElement {
  const { id, profile, durationMs } = test;
  const attributes = { name: id, classname: profile, time: seconds(durationMs) };
  return { name: 'testcase', attributes, content: outcome(test) };
}

function outcome({ verdict, level, reason, exchange }: TestResult): XmlElement[] {
  const message = reason ?? verdict;
  const text = exchange ? `${message}\n\n${exchangeText(exchange)}` : message;
  switch (verdict) {
    case 'pass':
      return [];
    case 'warn':
      return [{ name: 'system-out', content: `warning: ${text}` }];
    case 'fail':
      return [{ name: 'failure', attributes: { type: level, message }, content: text }];
    case 'error':
      return [{ name: 'error', attributes: { type: 'vcts', message }, content: text }];
    default:
      return [
        { name: 'skipped', attributes: { type: verdict, message: reason ? `${verdict}: ${reason}` : verdict } },
        ...(exchange ? [{ name: 'system-out', content: text }] : []),
      ];
  }
}

function counts(tests: readonly TestResult[]) {
  const failures = tests.filter(({ verdict }) => verdict === 'fail').length;
  const errors = tests.filter(({ verdict }) => verdict === 'error').length;
  const ran = tests.filter(({ verdict }) => verdict === 'pass' || verdict === 'warn').length;
  return { failures, errors, skipped: tests.length - failures - errors - ran };
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
