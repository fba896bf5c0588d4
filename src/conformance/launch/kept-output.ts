import { stripVTControlCharacters } from 'node:util';
import { isSecretName, redactLogLine } from '../../foundation/redact-secrets.js';
import type { Environment } from '../../foundation/run-context.js';
import { printable } from '../../foundation/terminal-text.js';
import type { ConformanceReport, TestVerdict } from '../report/report-types.js';
import type { LaunchedProvider } from './launched-provider.js';

const keptCharacters = 16 * 1024;
const longestLine = 2_000;
/** A shorter value is too likely to be a word of its own. */
const shortestSecret = 6;
const needsExplanation: ReadonlySet<TestVerdict> = new Set(['fail', 'error', 'expected-fail']);
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/**
 * The end of what a provider printed, fit for a terminal and a report: without colours and control characters, without
 * what looks like a secret, and without the secrets that its environment held.
 */
export function keptOutput(text: string, env: Environment): string {
  const secrets = Object.entries(env)
    .filter(([name, value]) => isSecretName(name) && value !== undefined && value.length >= shortestSecret)
    .map(([, value]) => value as string)
    .sort((a, b) => b.length - a.length);
  const lines = stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replace(privateKey, '(redacted private key)')
    .split('\n')
    .map((line) =>
      cutLine(redactLogLine(secrets.reduce((rest, secret) => rest.replaceAll(secret, '(redacted)'), line))),
    );
  return lastLines(printable(lines.join('\n')).trimEnd());
}

/** What a started provider printed, where the run has something that it may explain. */
export async function outputWorthKeeping(
  provider: LaunchedProvider,
  { tests, ended }: Pick<ConformanceReport, 'tests' | 'ended'>,
): Promise<Pick<ConformanceReport, 'providerOutput'>> {
  const explained = ended !== undefined || tests.some(({ verdict }) => needsExplanation.has(verdict));
  const providerOutput = explained ? (await provider.output()).trim() : '';
  return providerOutput === '' ? {} : { providerOutput };
}

function cutLine(line: string): string {
  return line.length <= longestLine ? line : `${line.slice(0, longestLine).replace(/[\ud800-\udbff]$/, '')}…`;
}

function lastLines(text: string): string {
  if (text.length <= keptCharacters) return text;
  const kept = text.slice(-keptCharacters);
  return `…\n${kept.slice(kept.indexOf('\n') + 1)}`;
}
