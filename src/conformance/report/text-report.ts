import { formatDuration } from '../../foundation/duration.js';
import { unbroken } from '../../foundation/fold-text.js';
import { printable, printableLine } from '../../foundation/terminal-text.js';
import { profileNames } from '../../provider/profiles.js';
import type { ConformanceReport, TestVerdict } from './report-types.js';

const shown: readonly TestVerdict[] = ['fail', 'error', 'expected-fail', 'warn', 'could-not-run'];

/** The result of a run for a terminal: findings first, then a line a profile, then the badge. */
export function textReport(report: ConformanceReport): string {
  const findings = shown.flatMap((verdict) => report.tests.filter((test) => test.verdict === verdict));
  const lines = [
    ...findings.map(
      ({ id, verdict, reason }) =>
        `${verdict.padEnd(14)}${printableLine(id)}${reason ? `\n    ${printableLine(reason)}` : ''}`,
    ),
    ...(findings.length > 0 ? [''] : []),
    ...profileLines(report),
    ...leftoverLines(report),
    ...(report.shard ? [`Only shard ${report.shard.index} of ${report.shard.total}.`] : []),
    ...(report.ended ? [`The run ended early: ${report.ended}.`] : []),
    ...outputLines(report),
    '',
    `Conformance: ${headline(report)} (VCTS ${printableLine(report.suite.version)}, ${count(report)}, ${formatDuration(report.timing.wallMs)})`,
    `Run it again: ${unbroken(printableLine(report.reproduce))}`,
  ];
  return lines.join('\n');
}

function profileLines({ profiles, untestable }: ConformanceReport): string[] {
  return profileNames.flatMap((name) => {
    const result = profiles[name];
    if (!result) return [];
    const without = untestable.filter(({ profile }) => profile === name);
    return [
      `${name.padEnd(14)} ${result.verdict.padEnd(8)} covers ${result.covered} of ${result.total} capabilities`,
      ...without.map(({ capability, reason }) => printableLine(`    untestable: ${capability}, ${reason}`)),
    ];
  });
}

function leftoverLines({ leftovers }: ConformanceReport): string[] {
  if (leftovers.length === 0) return [];
  return [
    '',
    'Left behind:',
    ...leftovers.map(({ kind, id, name, reason }) => printableLine(`  ${kind} ${name} "${id}": ${reason}`)),
    ...(leftovers.some(({ removable }) => removable) ? ['Try again later to remove it: vcts sweep'] : []),
  ];
}

/** Of a provider that died its last words are the first thing to read; else they are in the report. */
function outputLines({ ended, providerOutput }: ConformanceReport): string[] {
  if (ended !== 'provider-lost' || !providerOutput) return [];
  return ['', 'The last output of the provider:', ...printable(providerOutput).split('\n').slice(-15)];
}

function count({ tests }: ConformanceReport): string {
  const ran = tests.filter(({ verdict }) => ['pass', 'fail', 'warn', 'expected-fail'].includes(verdict)).length;
  return `${ran} of ${tests.length} tests ran`;
}

/** Where core was not measured whole the badge is `fail`, though nothing failed: then the run says what it is. */
function headline({ badge, profiles, ended }: ConformanceReport): string {
  const incomplete = badge === 'fail' && (profiles.core?.verdict === 'partial' || ended !== undefined);
  const failed = Object.values(profiles).some((profile) => profile?.verdict === 'fail');
  return incomplete && !failed ? 'incomplete' : badge;
}
