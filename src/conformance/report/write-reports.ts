import { extname, resolve } from 'node:path';
import { UserError } from '../../foundation/errors.js';
import { writeFileAtomic } from '../../foundation/files.js';
import { markdownReport } from './markdown-report.js';
import type { ConformanceReport } from './report-types.js';

type Format = (report: ConformanceReport) => string;

export const jsonReport: Format = (report) => `${JSON.stringify(report, null, 2)}\n`;

const formats: Readonly<Record<string, Format>> = { '.json': jsonReport, '.md': markdownReport };

/** Checks before the run that every file has a known format, by its extension. Throws UserError. */
export function checkReportFiles(files: readonly string[]): void {
  const unknown = files.filter((file) => !(extname(file).toLowerCase() in formats));
  if (unknown.length === 0) return;
  throw new UserError({
    code: 'UNKNOWN_REPORT_FORMAT',
    message: `--report ${unknown.join(', ')}: the extension names no known format`,
    hint: `Use one of ${Object.keys(formats).join(', ')}.`,
  });
}

/** Writes the report once for each file, all or nothing each. */
export function writeReports(
  report: ConformanceReport,
  { files, cwd }: { files: readonly string[]; cwd: string },
): void {
  for (const file of files) {
    const format = formats[extname(file).toLowerCase()] as Format;
    writeFileAtomic(resolve(cwd, file), format(report));
  }
}
