import { exitCodeOf } from '../../conformance/report/exit-code.js';
import type { ConformanceReport, TestVerdict } from '../../conformance/report/report-types.js';
import { quoteForShell } from '../../conformance/report/reproduce.js';
import { type ExitCode, exitCodes } from '../../foundation/exit-codes.js';
import { cut, printableLine } from '../../foundation/terminal-text.js';
import type { ProfileName } from '../../provider/profiles.js';
import type { ConformanceSummary, Stage } from './verify-types.js';

export interface Judgement extends Pick<Stage, 'status' | 'reason' | 'hint' | 'output'> {
  exitCode: ExitCode;
}

const toShow: readonly TestVerdict[] = ['fail', 'error', 'expected-fail', 'could-not-run', 'warn'];
const failures: readonly TestVerdict[] = ['fail', 'error'];
const most = 20;

export function summaryOf({ suite, badge, profiles, tests }: ConformanceReport): ConformanceSummary {
  const findings = toShow.flatMap((verdict) => tests.filter((test) => test.verdict === verdict));
  return {
    suite,
    badge,
    profiles: Object.fromEntries(Object.entries(profiles).map(([name, { verdict }]) => [name, verdict])),
    findings: findings.map(({ id, verdict, reason }) => ({ id, verdict, ...(reason !== undefined && { reason }) })),
  };
}

export interface Claim {
  /** As a shell takes it. */
  directory: string;
  /** What provider.yaml says the provider can do. */
  claimed: readonly ProfileName[];
}

/** What the report means for the project. Nobody may claim what the provider does not declare. */
export function judge(report: ConformanceReport, { directory, claimed }: Claim): Judgement {
  const exitCode = exitCodeOf(report);
  const { findings, profiles } = summaryOf(report);
  const failed = findings.filter(({ verdict }) => failures.includes(verdict));
  // What could not run after a failure mostly could not because of it; after an end it is nearly everything.
  const isWhole = failed.length === 0 && report.ended === undefined;
  const shown = isWhole ? findings.filter(({ verdict }) => verdict === 'could-not-run') : failed;
  const output = shown.slice(0, most).map(({ id, verdict, reason }) => {
    return cut(printableLine(`${verdict} ${id}${reason ? `: ${reason}` : ''}`), 400);
  });
  const ids = shown.slice(0, most).map(({ id }) => id);
  const there = directory === '.' ? '' : `cd ${quoteForShell(directory)} && `;
  const again = `${there}vcts run . --focus ${quoteForShell(`^(${ids.join('|')})$`)}`;
  const hint =
    ids.length > 0 ? `These alone, with every exchange in a file: \`${again} --trace trace.ndjson\`` : hintOf(report);
  const about = { ...(hint !== undefined && { hint }), ...(output.length > 0 && { output }) };
  if (exitCode === exitCodes.incomplete) {
    const reason = `not everything could be measured: ${listed(profiles, 'partial')}`;
    return { exitCode, status: 'incomplete', reason, ...about };
  }
  if (exitCode !== exitCodes.ok) return { exitCode, status: 'failed', reason: reasonOf(report), ...about };
  const undeclared = claimed.filter((name) => profiles[name] === 'skip');
  if (undeclared.length === 0) return { exitCode, status: 'passed' };
  return {
    exitCode: exitCodes.no,
    status: 'failed',
    reason: `provider.yaml lists ${undeclared.join(', ')}, and the provider does not declare it in GetCapabilities`,
    hint: 'Let the provider have it, or take it out of capabilities in provider.yaml.',
  };
}

function hintOf({ ended, leftovers }: ConformanceReport): string | undefined {
  if (ended === 'provider-lost') return 'The provider ended by itself: look at what it logged.';
  if (ended === 'timed-out') return 'Give it more time with --timeout.';
  return leftovers.some(({ removable }) => removable) ? 'Remove it by hand, and see why Delete did not.' : undefined;
}

function reasonOf(report: ConformanceReport): string {
  const { ended, leftovers } = report;
  const failed = report.tests.filter(({ verdict }) => failures.includes(verdict)).length;
  if (failed > 0) {
    const tests = failed === 1 ? '1 test fails' : `${failed} tests fail`;
    const where = listed(summaryOf(report).profiles, 'fail');
    return where === '' ? tests : `${tests}: ${where}`;
  }
  if (ended !== undefined) return `the run ended early: ${ended}`;
  const left = leftovers.filter(({ removable }) => removable);
  if (left.length === 0) return 'a profile fails';
  return `left behind: ${left.map(({ kind, name }) => printableLine(`${kind} ${name}`)).join(', ')}`;
}

function listed(profiles: ConformanceSummary['profiles'], verdict: 'partial' | 'fail'): string {
  return Object.entries(profiles)
    .filter(([, own]) => own === verdict)
    .map(([name]) => name)
    .join(', ');
}
