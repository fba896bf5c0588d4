import { formatDuration } from '../../foundation/duration.js';
import type { ReportSetting } from './html-report.js';
import { coverage, declaredLines, endings, profileParts, subjectTitle, verdictCounts } from './report-facts.js';
import type { ConformanceReport, Exchange, TestResult } from './report-types.js';
import { allVisible } from './visible-text.js';

/** What templates/report/report.html.hbs is filled with; every text can be shown, and the template escapes it. */
export function htmlView(report: ConformanceReport, setting?: ReportSetting): Record<string, unknown> {
  const { tool, subject, badge, tests, parameters, untestable, leftovers, reproduce } = report;
  const parts = profileParts(report);
  return allVisible({
    title: subjectTitle(subject),
    badge: setting?.badge ?? badge,
    back: setting?.back ?? false,
    notices: [...(setting?.notice === undefined ? [] : [setting.notice]), ...notices(report)],
    facts: facts(report),
    reproduce,
    profiles: parts.flatMap(({ name, result, tests: own }) =>
      result ? [{ name, verdict: result.verdict, coverage: coverage(result), tally: tally(own) }] : [],
    ),
    untestable,
    leftovers,
    verdicts: verdictCounts(tests),
    groups: parts.map(({ name, result, tests: own }) => ({
      name,
      verdict: result?.verdict ?? '',
      tests: own.map(testView),
    })),
    declared: declaredLines(report) ?? false,
    parameters: JSON.stringify(parameters, null, 2),
    providerOutput: report.providerOutput ?? '',
    tool: `${tool.name} ${tool.version}`,
  }) as Record<string, unknown>;
}

function notices({ ended, shard }: ConformanceReport): string[] {
  return [
    ...(ended ? [`The run ended early: ${endings[ended]}. What is missing was not measured.`] : []),
    ...(shard ? [`This is shard ${shard.index} of ${shard.total}: the tests of the others are not in it.`] : []),
  ];
}

interface Fact {
  name: string;
  value: string;
  code: boolean;
}

function facts({ subject, suite, tool, startedAt, finishedAt, timing, tests }: ConformanceReport): Fact[] {
  const { kind, name, version, image, digest, command, endpoint } = subject;
  const known: [string, string | undefined, 'code'?][] = [
    ['Provider', name && `${name} ${version ?? ''}`],
    ['Tested as', { endpoint: 'a running endpoint', image: 'an image', command: 'a command' }[kind]],
    ['Image', image, 'code'],
    ['Digest', digest, 'code'],
    ['Command', command, 'code'],
    ['Endpoint', endpoint, 'code'],
    ['Tests', tally(tests)],
    ['Suite', `VCTS ${suite.version}`],
    ['Suite digest', suite.digest, 'code'],
    ['Tool', `${tool.name} ${tool.version}`],
    ['Started', startedAt],
    ['Finished', finishedAt],
    ['Took', formatDuration(timing.wallMs)],
    ['Critical path', formatDuration(timing.criticalPathMs)],
  ];
  return known.flatMap(([label, value, style]) => (value ? [{ name: label, value, code: style === 'code' }] : []));
}

function tally(tests: readonly TestResult[]): string {
  return verdictCounts(tests)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}

function testView({ id, verdict, level, capability, durationMs, reason, exchange }: TestResult) {
  const calls = exchange?.map(callView) ?? [];
  return {
    id,
    anchor: /^[a-z0-9-]+$/.test(id) ? `test-${id}` : '',
    verdict,
    about: [level, capability, durationMs > 0 ? formatDuration(durationMs) : '']
      .filter((part) => part !== '')
      .join(' · '),
    reason: reason ?? '',
    calls,
    callCount: calls.length === 1 ? '1 call' : `${calls.length} calls`,
  };
}

function callView({ method, atMs, durationMs, request, response, status, message }: Exchange) {
  return {
    method,
    status,
    refused: status !== 'OK',
    when: `at +${formatDuration(atMs)}, took ${formatDuration(durationMs)}`,
    message: message ?? '',
    request: JSON.stringify(request, null, 2) ?? '',
    response: response === undefined ? '' : JSON.stringify(response, null, 2),
  };
}
