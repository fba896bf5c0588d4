import { join } from 'node:path';
import type { ConformanceReport } from '../conformance/report/report-types.js';
import { parseYaml, type YamlPath } from '../foundation/yaml/parse-yaml.js';
import { readTextFile } from '../foundation/yaml/read-text-file.js';
import type { Finding } from '../provider/metadata/finding.js';
import { makeFinding } from '../provider/metadata/load-metadata.js';
import { providersFolder } from './catalog-root.js';
import { reportMistake } from './report-shape.js';

const maxBytes = 64 * 1024 * 1024;

/** Where the evidence of a provider is recorded, below the catalog's root. */
export function reportPath(name: string): string {
  return `${providersFolder}/${name}/conformance.json`;
}

export interface RecordedReport {
  /** Undefined where none is recorded, or what is recorded is no report. */
  report: ConformanceReport | undefined;
  findings: Finding[];
  /** Makes a finding at a place of the report's file. */
  findingAt(path: YamlPath, what: Omit<Finding, 'file' | 'line' | 'column'>): Finding;
}

/** Reads the report beside a provider's metadata; what is no report is a finding. `name` is the provider's directory. */
export function recordedReport(root: string, name: string): RecordedReport {
  const file = reportPath(name);
  const { text, problem } = readTextFile(join(root, file), maxBytes);
  const refuse = (what: Omit<Finding, 'file' | 'severity'>): RecordedReport => {
    const finding = makeFinding({ file, severity: 'error', ...what });
    return { report: undefined, findings: [finding], findingAt: () => finding };
  };
  if (problem?.code === 'file-missing') return { report: undefined, findings: [], findingAt: placer(file, '') };
  if (problem) return refuse({ line: 1, column: 1, code: problem.code, message: problem.message, hint: problem.hint });
  const findingAt = placer(file, text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    const { positionAt } = parseYaml(text);
    const message = 'this is not JSON';
    const hint = 'Write the report again with vrtg-provider conformance run --report; it is never edited by hand.';
    return refuse({ ...positionAt(offsetOf(thrown, text)), code: 'report-syntax', message, hint });
  }
  const mistake = reportMistake(value);
  if (!mistake) return { report: value as ConformanceReport, findings: [], findingAt };
  const { path, message } = mistake;
  const hint = 'Write the report again with vrtg-provider conformance run --report; it is never edited by hand.';
  const finding = findingAt(path, { code: 'report-invalid', severity: 'error', message, hint });
  return { report: undefined, findings: [finding], findingAt };
}

/** JSON is read as YAML for its positions, and only where there is something to find. */
function placer(file: string, text: string): RecordedReport['findingAt'] {
  return (path, what) => makeFinding({ file, ...parseYaml(text).locate(path, 'value'), ...what });
}

/** Node tells the place of a mistake in its message only, and none at the end of the text. */
function offsetOf(thrown: unknown, text: string): number {
  const position = thrown instanceof Error ? /at position (\d+)/.exec(thrown.message)?.[1] : undefined;
  return position === undefined ? text.length : Number(position);
}
