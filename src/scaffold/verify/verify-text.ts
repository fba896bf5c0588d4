import { formatDuration } from '../../foundation/duration.js';
import { unbroken } from '../../foundation/fold-text.js';
import type { Stage, VerifyResult } from './verify-types.js';

const verdicts = { pass: 'verified', fail: 'not verified', incomplete: 'incomplete' } as const;

/** A line a stage, then what explains the first failure, then the verdict. */
export function verifyText(result: VerifyResult): string {
  const { stages, conformance, provider, verdict } = result;
  const told = stages.find(({ status }) => status === 'failed' || status === 'incomplete');
  const name = provider ? `${provider.name} ${provider.version}` : result.directory;
  const badge = conformance ? `, conformance: ${conformance.badge} (VCTS ${conformance.suite.version})` : '';
  return [
    ...stages.map(stageLine),
    ...(told ? explanation(told) : []),
    '',
    `${name}: ${verdicts[verdict]}${badge}`,
  ].join('\n');
}

function stageLine({ name, status, command, durationMs, reason }: Stage): string {
  const time = status === 'passed' || status === 'failed' ? ` ${formatDuration(durationMs)}` : '';
  const why = status === 'skipped' && reason ? ` (${reason})` : '';
  return `${name.padEnd(12)} ${status.padEnd(10)}${command ? ` ${unbroken(command)}` : ''}${time}${why}`.trimEnd();
}

function explanation({ name, command, reason, hint, output = [] }: Stage): string[] {
  return [
    '',
    `${name}${command ? ` (${unbroken(command)})` : ''}: ${reason ?? 'it failed'}`,
    ...output.map((line) => `  ${line}`),
    ...(hint ? [hint] : []),
  ];
}
