import { UserError } from '../../foundation/errors.js';
import { type ExitCode, exitCodes } from '../../foundation/exit-codes.js';
import { type Comparison, compareReports } from './compare-reports.js';
import { comparisonText } from './comparison-text.js';
import { exitCodeOf } from './exit-code.js';
import { type FormatName, formatOf, formatReport, parseFormat } from './formats.js';
import { mergeReports } from './merge-reports.js';
import { readReport } from './read-report.js';
import { redactReport } from './redact-report.js';
import type { ConformanceReport } from './report-types.js';
import type { NamedReport } from './shards-of-one-run.js';
import { textReport } from './text-report.js';
import { checkReportFiles, writeReports } from './write-reports.js';

/** What a command answers: the document, its text, its exit code. */
export interface Answer<Result> {
  result: Result;
  text: string;
  exitCode: ExitCode;
}

/** `vcts report show`. Throws UserError where the file is no report. */
export async function showReport(file: string, cwd: string): Promise<Answer<ConformanceReport>> {
  const report = redactReport(await readReport(file, cwd));
  return { result: report, text: textReport(report), exitCode: exitCodes.ok };
}

export interface Conversion {
  source: string;
  written: { file: string; format: FormatName }[];
  /** Where no file was asked for. */
  content?: { format: FormatName; text: string };
}

export interface ConversionRequest {
  file: string;
  to: string | undefined;
  outputs: readonly string[];
  cwd: string;
}

/** `vcts report convert`: to files, or to the text of one format. Throws UserError and EnvironmentError. */
export async function convertReport({ file, to, outputs, cwd }: ConversionRequest): Promise<Answer<Conversion>> {
  const format = to === undefined ? undefined : parseFormat(to);
  if (format === undefined) checkReportFiles(outputs, '--output');
  if (format === undefined && outputs.length === 0) {
    throw new UserError({
      code: 'NO_FORMAT',
      message: 'neither a format nor a file is named',
      hint: 'Give --to FORMAT to print the report, or --output FILE to write it; the extension picks the format.',
    });
  }
  const report = await readReport(file, cwd);
  if (format !== undefined && outputs.length === 0) {
    const text = await formatReport(report, format);
    return { result: { source: file, written: [], content: { format, text } }, text, exitCode: exitCodes.ok };
  }
  await writeReports(report, { files: outputs, cwd, format });
  const written = outputs.map((output) => ({ file: output, format: format ?? (formatOf(output) as FormatName) }));
  return { result: { source: file, written }, text: '', exitCode: exitCodes.ok };
}

export interface MergeRequest {
  files: readonly string[];
  outputs: readonly string[];
  cwd: string;
}

/** `vcts report merge`: exits as the unsharded run would. Throws UserError and EnvironmentError. */
export async function mergeShards({ files, outputs, cwd }: MergeRequest): Promise<Answer<ConformanceReport>> {
  checkReportFiles(outputs, '--output');
  const report = mergeReports(await Promise.all(files.map((file) => named(file, cwd))));
  await writeReports(report, { files: outputs, cwd });
  return { result: report, text: textReport(report), exitCode: exitCodeOf(report) };
}

/** `vcts report compare`: exit code 1 where anything got worse. Throws UserError. */
export async function compareFiles(
  [older, newer]: readonly [string, string],
  cwd: string,
): Promise<Answer<Comparison>> {
  const comparison = compareReports(await named(older, cwd), await named(newer, cwd));
  const exitCode = comparison.anythingWorse ? exitCodes.no : exitCodes.ok;
  return { result: comparison, text: comparisonText(comparison), exitCode };
}

async function named(file: string, cwd: string): Promise<NamedReport> {
  return { file, report: await readReport(file, cwd) };
}
