import { formatDuration } from '../../foundation/duration.js';
import { coverage, endings, profileParts, subjectTitle } from './report-facts.js';
import type { ConformanceReport, Exchange, TestResult } from './report-types.js';
import { allVisible, visibleJson, visibleLine, visibleText } from './visible-text.js';

/** TAP 14: a point a test; what did not run is skipped, a known failure is a TODO, an early end bails out. */
export function tapReport(report: ConformanceReport): string {
  const { tests, ended } = report;
  const lines = [
    'TAP version 14',
    `1..${tests.length}${tests.length === 0 ? ' # SKIP no test was asked for' : ''}`,
    ...facts(report).map(comment),
    ...tests.flatMap((test, index) => testPoint(test, index + 1)),
    ...summary(report).map(comment),
    ...(ended ? [`Bail out! ${escaped(endings[ended])}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function facts({ suite, tool, subject, startedAt, finishedAt, timing, shard, ...rest }: ConformanceReport): string[] {
  return [
    `provider: ${subjectTitle(subject)}`,
    `subject: ${visibleJson(subject)}`,
    `suite: VCTS ${suite.version} ${suite.digest}`,
    `tool: ${tool.name} ${tool.version}`,
    `started: ${startedAt}`,
    `finished: ${finishedAt}, took ${formatDuration(timing.wallMs)}, critical path ${formatDuration(timing.criticalPathMs)}`,
    ...(shard ? [`shard: ${shard.index} of ${shard.total}`] : []),
    `capabilities: ${visibleJson(rest.capabilities)}`,
    `parameters: ${visibleJson(rest.parameters)}`,
    `reproduce: ${rest.reproduce}`,
  ];
}

function summary(report: ConformanceReport): string[] {
  return [
    ...profileParts(report).flatMap(({ name, result }) =>
      result ? [`profile ${name}: ${result.verdict}, ${coverage(result)}`] : [],
    ),
    ...report.untestable.map(({ capability, reason }) => `untestable: ${capability}, ${reason}`),
    ...report.leftovers.map(({ kind, name, id, reason }) => `left behind: ${kind} ${name} "${id}": ${reason}`),
    `conformance: ${report.badge}`,
    ...(report.providerOutput?.split('\n').map((line) => `output: ${line}`) ?? []),
  ];
}

function testPoint(test: TestResult, number: number): string[] {
  const { id, verdict } = test;
  const failed = verdict === 'fail' || verdict === 'error' || verdict === 'expected-fail';
  return [`${failed ? 'not ok' : 'ok'} ${number} - ${escaped(id)}${directive(test)}`, ...diagnostics(test)];
}

function directive({ verdict, reason }: TestResult): string {
  const why = escaped(reason ? `${verdict}: ${reason}` : verdict);
  if (verdict === 'expected-fail') return ` # TODO ${why}`;
  const ran = verdict === 'pass' || verdict === 'warn' || verdict === 'fail' || verdict === 'error';
  return ran ? '' : ` # SKIP ${why}`;
}

/** JSON is YAML. Texts are made visible before, since a harness prints what it decodes. */
function diagnostics({ profile, level, capability, verdict, reason, durationMs, exchange }: TestResult): string[] {
  return [
    '  ---',
    `  profile: ${visibleJson(profile)}`,
    `  level: ${visibleJson(level)}`,
    ...(capability ? [`  capability: ${visibleJson(capability)}`] : []),
    `  verdict: ${visibleJson(verdict)}`,
    ...(reason === undefined ? [] : [`  message: ${visibleJson(visibleText(reason))}`]),
    `  duration_ms: ${durationMs}`,
    ...exchangeLines(exchange),
    '  ...',
  ];
}

function exchangeLines(exchange: readonly Exchange[] | undefined): string[] {
  if (exchange === undefined) return [];
  if (exchange.length === 0) return ['  exchange: []'];
  return ['  exchange:', ...exchange.map((call) => `    - ${visibleJson(allVisible(call))}`)];
}

/** In a description `#` begins a directive and `\` escapes; some readers take a brace at its end for a subtest. */
function escaped(text: string): string {
  return visibleLine(text)
    .replace(/\{(?=\s*$)/, '\\u007b')
    .replace(/[\\#]/g, '\\$&');
}

function comment(text: string): string {
  return `# ${visibleLine(text)}`;
}
