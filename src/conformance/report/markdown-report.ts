import { formatDuration } from '../../foundation/duration.js';
import { printable, printableLine } from '../../foundation/terminal-text.js';
import { profileNames } from '../../provider/profiles.js';
import type { ConformanceReport, Subject, TestResult } from './report-types.js';

/** The report as CommonMark with tables, as it can be pasted into an issue or a summary. */
export function markdownReport(report: ConformanceReport): string {
  const { suite, tool, subject, startedAt, timing, badge } = report;
  const sections = [
    '# Conformance report',
    [
      `**Conformance: ${badge}**`,
      '',
      `- Provider: ${subjectLine(subject)}`,
      `- Suite: VCTS ${suite.version} (\`${suite.digest}\`), ${tool.name} ${tool.version}`,
      `- Started: ${startedAt}, took ${formatDuration(timing.wallMs)}`,
      ...(report.ended ? [`- Ended early: ${report.ended}`] : []),
      `- Run it again: ${code(report.reproduce)}`,
    ].join('\n'),
    profileTable(report),
    ...untestableSection(report),
    ...leftoverSection(report),
    testTable(report.tests),
    ...report.tests.filter(({ exchange }) => exchange).map(exchangeSection),
  ];
  return `${sections.join('\n\n')}\n`;
}

function subjectLine({ kind, image, digest, endpoint, command, name, version }: Subject): string {
  const named = name ? `${cell(name)} ${version ? cell(version) : ''} as ` : '';
  return `${named}${kind} ${[image, digest, command, endpoint].flatMap((part) => (part ? [code(part)] : [])).join(' ')}`;
}

function profileTable({ profiles }: ConformanceReport): string {
  const rows = profileNames.flatMap((name) => {
    const result = profiles[name];
    return result ? [`| ${name} | ${result.verdict} | covers ${result.covered} of ${result.total} capabilities |`] : [];
  });
  return ['| Profile | Verdict | Coverage |', '|---|---|---|', ...rows].join('\n');
}

function untestableSection({ untestable }: ConformanceReport): string[] {
  if (untestable.length === 0) return [];
  const rows = untestable.map(({ capability, reason }) => `- \`${capability}\`: ${cell(reason)}`);
  return [['Not testable over the wire:', '', ...rows].join('\n')];
}

function leftoverSection({ leftovers }: ConformanceReport): string[] {
  if (leftovers.length === 0) return [];
  const rows = leftovers.map(({ kind, id, name, reason }) => `- ${kind} ${code(name)} (${code(id)}): ${cell(reason)}`);
  return [['Left behind:', '', ...rows].join('\n')];
}

function testTable(tests: readonly TestResult[]): string {
  const rows = tests.map(({ id, profile, level, verdict, durationMs, reason }) => {
    return `| \`${id}\` | ${profile} | ${level} | ${verdict} | ${formatDuration(durationMs)} | ${cell(reason ?? '')} |`;
  });
  return ['| Test | Profile | Level | Verdict | Time | Reason |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

function exchangeSection({ id, verdict, exchange = [] }: TestResult): string {
  const lines = exchange.map(({ method, atMs, durationMs, request, response, status, message }) => {
    const answer =
      response === undefined ? `${status}${message ? `: ${message}` : ''}` : `${status} ${JSON.stringify(response)}`;
    return `+${atMs} ms ${method} ${JSON.stringify(request)}\n    -> ${printableLine(answer)} (${durationMs} ms)`;
  });
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return `<details><summary>${id}: ${verdict}</summary>\n\n${fence}\n${printable(lines.join('\n'))}\n${fence}\n\n</details>`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Text in a table cell or a list: no markup, no HTML, one line. */
function cell(text: string): string {
  return printableLine(text)
    .replace(/[\\`*_{}[\]#|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const padded = text.startsWith('`') || text.endsWith('`') ? ` ${text} ` : text;
  return `${fence}${printableLine(padded)}${fence}`;
}
