import { formatDuration } from '../../foundation/duration.js';
import { exchangeText } from './exchange-text.js';
import { coverage, declaredLines, endings, profileParts } from './report-facts.js';
import type { ConformanceReport, Subject, TestResult } from './report-types.js';
import { visibleJson, visibleLine, visibleText } from './visible-text.js';

/** The report as CommonMark with tables, as it can be pasted into an issue or a summary. */
export function markdownReport(report: ConformanceReport): string {
  const sections = [
    '# Conformance report',
    `**Conformance: ${report.badge}**`,
    facts(report),
    profileTable(report),
    ...listSection(
      'Not testable over the wire:',
      report.untestable.map(({ capability, reason }) => `${code(capability)}: ${plain(reason)}`),
    ),
    ...listSection(
      'Left behind:',
      report.leftovers.map(({ kind, id, name, reason }) => `${kind} ${code(name)} (${code(id)}): ${plain(reason)}`),
    ),
    testTable(report.tests),
    ...report.tests.filter(({ exchange }) => exchange).map(exchangeSection),
    ...(report.providerOutput ? [details('Output of the provider', fenced(visibleText(report.providerOutput)))] : []),
    details('Declared capabilities', declared(report)),
    details('Parameters', fenced(visibleJson(report.parameters, 2), 'json')),
  ];
  return `${sections.join('\n\n')}\n`;
}

function facts({ suite, tool, subject, startedAt, finishedAt, timing, ended, shard, reproduce }: ConformanceReport) {
  const { settleWaitMs = 0 } = timing;
  const waited = settleWaitMs > 0 ? ` (${formatDuration(settleWaitMs)} of it only to see that states stay)` : '';
  const took = `took ${formatDuration(timing.wallMs)}${waited}, critical path ${formatDuration(timing.criticalPathMs)}`;
  return [
    `- Provider: ${subjectLine(subject)}`,
    `- Suite: VCTS ${plain(suite.version)} (${code(suite.digest)}), ${tool.name} ${plain(tool.version)}`,
    `- Started: ${startedAt}`,
    `- Finished: ${finishedAt}, ${took}`,
    ...(ended ? [`- Ended early: ${endings[ended]}`] : []),
    ...(shard ? [`- Only a part: shard ${shard.index} of ${shard.total}`] : []),
    `- Run it again: ${code(reproduce)}`,
  ].join('\n');
}

function subjectLine({ kind, image, digest, endpoint, command, name, version }: Subject): string {
  const named = name ? `${plain(name)} ${version ? plain(version) : ''} as ` : '';
  return `${named}${kind} ${[image, digest, command, endpoint].flatMap((part) => (part ? [code(part)] : [])).join(' ')}`;
}

function profileTable(report: ConformanceReport): string {
  const rows = profileParts(report).flatMap(({ name, result }) =>
    result ? [`| ${name} | ${result.verdict} | ${coverage(result)} |`] : [],
  );
  return ['| Profile | Verdict | Coverage |', '|---|---|---|', ...rows].join('\n');
}

function listSection(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [[title, '', ...items.map((item) => `- ${item}`)].join('\n')];
}

function testTable(tests: readonly TestResult[]): string {
  const rows = tests.map(({ id, profile, level, verdict, durationMs, reason }) => {
    return `| ${cellId(id)} | ${profile} | ${level} | ${verdict} | ${formatDuration(durationMs)} | ${plain(reason ?? '')} |`;
  });
  return ['| Test | Profile | Level | Verdict | Time | Reason |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

function exchangeSection({ id, verdict, exchange = [] }: TestResult): string {
  return details(`${html(id)}: ${verdict}`, fenced(exchangeText(exchange)));
}

function declared(report: ConformanceReport): string {
  const lines = declaredLines(report);
  if (!lines) return 'GetCapabilities did not answer.';
  return lines.map(({ name, value }) => `- ${code(name)}: ${plain(value)}`).join('\n');
}

function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

function fenced(text: string, language = ''): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Text in a table cell or a list: no markup, no HTML, no links, one line. */
function plain(text: string): string {
  return html(visibleLine(text).replace(/[\\`*_{}[\]#|~!]/g, '\\$&'))
    .replace(/(?<=https?|ftp)(?=:\/\/)|(?<=www)(?=\.)/gi, '&#8203;')
    .replaceAll('@', '&#64;');
}

function html(text: string): string {
  return visibleLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function code(text: string): string {
  const shown = visibleLine(text);
  const fence = '`'.repeat(longestRun(shown) + 1);
  const padded = /^[` ]|[` ]$/.test(shown) || shown === '' ? ` ${shown} ` : shown;
  return `${fence}${padded}${fence}`;
}

/** The suite's ids need no escapes. Others are no code: bars and backslashes in the code of a table are read differently. */
function cellId(id: string): string {
  return /^[\w.-]+$/.test(id) ? code(id) : plain(id);
}
