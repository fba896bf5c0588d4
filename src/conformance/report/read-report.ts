import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import type { ConformanceReport } from './report-types.js';
import { reportValidator } from './report-validator.js';

const maxBytes = 32 * 1024 * 1024;

/**
 * Reads a JSON report, relative to `cwd`, and checks it against the published schema. Throws UserError, exit code 2 where
 * it cannot be read and 1 where it is invalid.
 */
export async function readReport(file: string, cwd = '.'): Promise<ConformanceReport> {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (thrown) {
    throw new UserError({
      code: 'REPORT_UNREADABLE',
      message: `the report ${file} cannot be read: ${(thrown as NodeJS.ErrnoException).code ?? messageOf(thrown)}`,
      hint: 'Give the path of a JSON report; `vcts run --report report.json` writes one.',
      cause: thrown,
    });
  }
  return await parseReport(text, file);
}

/** The same from its text. Throws UserError with exit code 1 where it is no valid report. */
export async function parseReport(text: string, file: string): Promise<ConformanceReport> {
  const problems = await reportProblems(text);
  if (Array.isArray(problems)) {
    throw new UserError({
      code: 'REPORT_INVALID',
      message: `${file} is no valid conformance report: ${problems.slice(0, 3).join('; ')}`,
      hint: 'Run VCTS again with --report FILE.json; a report is never edited by hand.',
      details: { file, problems },
      exitCode: exitCodes.no,
    });
  }
  return problems;
}

/** The report, or everything that is wrong with the text. */
export async function reportProblems(text: string): Promise<ConformanceReport | string[]> {
  if (text.length > maxBytes) return ['it is larger than 32 MiB'];
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    return [`it is no JSON: ${messageOf(thrown)}`];
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version > 1) {
    return [`its schemaVersion is ${version}, and this tool knows 1: a newer vrtg-provider reads it`];
  }
  const validate = await reportValidator();
  if (validate(value)) return value as ConformanceReport;
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'is wrong'}`);
}

/** SHA-256 of the report's text, `sha256:<64 hex>`; the same where git made CRLF of its line ends. */
export function reportHash(text: string): string {
  return `sha256:${createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')}`;
}
