import { extname } from 'node:path';
import { UserError } from '../../foundation/errors.js';
import { redactReport } from './redact-report.js';
import type { ConformanceReport } from './report-types.js';
import { visibleJson } from './visible-text.js';

interface Format {
  extension: string;
  write: (report: ConformanceReport) => Promise<string>;
}

export const formatNames = ['json', 'junit', 'md', 'html', 'tap'] as const;
export type FormatName = (typeof formatNames)[number];

const formats: Readonly<Record<FormatName, Format>> = {
  json: { extension: '.json', write: async (report) => `${visibleJson(report, 2)}\n` },
  junit: { extension: '.xml', write: async (report) => (await import('./junit-report.js')).junitReport(report) },
  md: { extension: '.md', write: async (report) => (await import('./markdown-report.js')).markdownReport(report) },
  html: { extension: '.html', write: async (report) => (await import('./html-report.js')).htmlReport(report) },
  tap: { extension: '.tap', write: async (report) => (await import('./tap-report.js')).tapReport(report) },
};

export const reportExtensions: readonly string[] = formatNames.map((name) => formats[name].extension);

/** The report as a file of that format, without secrets, ending in a newline. */
export async function formatReport(report: ConformanceReport, format: FormatName): Promise<string> {
  return await formats[format].write(redactReport(report));
}

/** The format that a file's extension names, if any. */
export function formatOf(file: string): FormatName | undefined {
  const extension = extname(file).toLowerCase();
  return formatNames.find((name) => formats[name].extension === extension);
}

const otherNames: Readonly<Record<string, FormatName>> = { xml: 'junit', markdown: 'md' };

/** Reads the name of a format. Throws UserError on an unknown one. */
export function parseFormat(word: string): FormatName {
  const lower = word.toLowerCase();
  const found = formatNames.find((name) => name === lower) ?? (Object.hasOwn(otherNames, lower) && otherNames[lower]);
  if (found) return found;
  throw new UserError({
    code: 'UNKNOWN_REPORT_FORMAT',
    message: `"${word}" is no report format`,
    hint: `Use one of ${formatNames.join(', ')}.`,
  });
}
