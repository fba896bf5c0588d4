import { sep } from 'node:path';
import type { ConformanceReport } from '../conformance/report/report-types.js';
import { parseYaml, type YamlPath } from '../foundation/yaml/parse-yaml.js';
import { readTextFile, type TextFile } from '../foundation/yaml/read-text-file.js';
import type { Finding } from '../provider/metadata/finding.js';
import { fileFinding, makeFinding } from '../provider/metadata/load-metadata.js';
import { kindOfEntry, providersFolder, reportFileName } from '../provider/metadata/provider-files.js';
import { jsonMistake } from './json-mistake.js';
import { isDate } from './report-dates.js';

const maxBytes = 32 * 1024 * 1024;
const hint = 'Run the conformance tests again and record what they write; a report is never edited by hand.';

/** Where the evidence of a provider is recorded, below the catalog's root. */
export function reportPath(name: string): string {
  return `${providersFolder}/${name}/${reportFileName}`;
}

const none: TextFile = { problem: { code: 'file-missing', message: '', hint: '' } };

export interface RecordedReport {
  /** Undefined where none is recorded, or what is recorded is no report. */
  report: ConformanceReport | undefined;
  /** `sha256:<64 hex>` of its text. */
  hash: string;
  findings: Finding[];
  /** Makes a finding at a place of the report's file. */
  findingAt(path: YamlPath, what: Omit<Finding, 'file' | 'line' | 'column'>): Finding;
}

/** Reads the report beside a provider's metadata; what is no valid report is a finding. `name` is the directory's. */
export async function recordedReport(root: string, name: string): Promise<RecordedReport> {
  const file = reportPath(name);
  // join would take longer than the question whether the file is there.
  const path = `${root}${sep}${file}`;
  // Asked first, since an exception for every provider without a report costs more than the question.
  const read = kindOfEntry(path) === 'none' ? none : readTextFile(path, maxBytes, root);
  const { text = '', problem } = read;
  const findingAt = placer(file, text);
  if (problem?.code === 'file-missing') return { report: undefined, hash: '', findings: [], findingAt };
  if (problem) return { report: undefined, hash: '', findings: [fileFinding(file, problem)], findingAt };
  const { reportHash, reportProblems } = await import('../conformance/report/read-report.js');
  const hash = reportHash(text);
  const found = await reportProblems(text);
  if (!Array.isArray(found)) return { hash, findingAt, ...datesOf(found, findingAt) };
  const offset = jsonMistake(text);
  if (offset !== undefined) {
    const what = { code: 'report-syntax', severity: 'error', message: 'this is not JSON', hint } as const;
    return {
      report: undefined,
      hash,
      findings: [makeFinding({ file, ...parseYaml(text).positionAt(offset), ...what })],
      findingAt,
    };
  }
  const findings = found
    .slice(0, 3)
    .map((message) => findingAt(placeIn(message), { code: 'report-invalid', severity: 'error', message, hint }));
  return { report: undefined, hash, findings, findingAt };
}

/** The page shows the newest date, so one that does not exist must not get there. */
function datesOf(
  report: ConformanceReport,
  findingAt: RecordedReport['findingAt'],
): Pick<RecordedReport, 'report' | 'findings'> {
  const wrong = (['startedAt', 'finishedAt'] as const).filter((field) => !isDate(report[field]));
  if (wrong.length === 0) return { report, findings: [] };
  const what = { code: 'report-invalid', severity: 'error', hint } as const;
  const findings = wrong.map((field) => findingAt([field], { ...what, message: `${report[field]} is no date` }));
  return { report: undefined, findings };
}

/** JSON is read as YAML for its positions, and only where there is something to find. */
function placer(file: string, text: string): RecordedReport['findingAt'] {
  return (path, what) => makeFinding({ file, ...parseYaml(text).locate(path, 'value'), ...what });
}

/** A problem begins with a JSON pointer where it has a place. */
function placeIn(problem: string): (string | number)[] {
  const [pointer = ''] = problem.split(' ');
  if (!pointer.startsWith('/')) return [];
  const steps = pointer
    .slice(1)
    .split('/')
    .filter((step) => step !== '');
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}
