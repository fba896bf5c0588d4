import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EnvironmentError, messageOf, UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { writeFileAtomic } from '../../foundation/files.js';
import { type FormatName, formatOf, formatReport, reportExtensions } from './formats.js';
import type { ConformanceReport } from './report-types.js';

/** Checks before a long run that the folder of every file can be written. Throws EnvironmentError. */
export function checkReportFolders(files: readonly string[], cwd: string): void {
  for (const file of files) {
    try {
      const folder = dirname(resolve(cwd, file));
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK);
    } catch (thrown) {
      throw notWritten(file, thrown);
    }
  }
}

function notWritten(file: string, thrown: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'REPORT_NOT_WRITTEN',
    message: `the report ${file} cannot be written: ${(thrown as NodeJS.ErrnoException).code ?? messageOf(thrown)}`,
    hint: 'Name a file in a folder that can be written.',
    exitCode: exitCodes.usage,
    cause: thrown,
  });
}

/** Checks before the run that every file has a known format, by its extension. Throws UserError. */
export function checkReportFiles(files: readonly string[], flag = '--report'): void {
  const unknown = files.filter((file) => formatOf(file) === undefined);
  if (unknown.length === 0) return;
  throw new UserError({
    code: 'UNKNOWN_REPORT_FORMAT',
    message: `${flag} ${unknown.join(', ')}: the extension names no known format`,
    hint: `Use one of ${reportExtensions.join(', ')}.`,
  });
}

export interface ReportFiles {
  files: readonly string[];
  cwd: string;
  /** For all files, instead of what their extensions name. */
  format?: FormatName | undefined;
}

/** Writes the report once for each file, all or nothing each. Throws EnvironmentError where one cannot be written. */
export async function writeReports(report: ConformanceReport, { files, cwd, format }: ReportFiles): Promise<void> {
  checkReportFiles(format ? [] : files);
  for (const file of files) {
    const text = await formatReport(report, format ?? (formatOf(file) as FormatName));
    try {
      writeFileAtomic(resolve(cwd, file), text);
    } catch (thrown) {
      throw notWritten(file, thrown);
    }
  }
}
