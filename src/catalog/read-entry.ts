import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ConformanceReport } from '../conformance/report/report-types.js';
import { closestWord } from '../foundation/closest-word.js';
import { UserError } from '../foundation/errors.js';
import { exitCodes } from '../foundation/exit-codes.js';
import { seenFrom } from '../foundation/shown-path.js';
import type { Finding } from '../provider/metadata/finding.js';
import { providersBelow, providersFolder } from '../provider/metadata/provider-files.js';
import { readProvider } from '../provider/metadata/read-provider.js';
import { type CatalogEntry, entryFor } from './catalog-entry.js';
import { evidenceFindings } from './evidence-findings.js';
import { readSettings } from './read-settings.js';
import { type RecordedReport, recordedReport } from './recorded-report.js';
import type { ReportMistake } from './report-mistake.js';
import { suiteAcceptance } from './suite-range.js';

/** One entry with everything that is recorded of it. */
export interface ReadEntry {
  /** Undefined where its metadata is invalid. */
  entry: CatalogEntry | undefined;
  report: ConformanceReport | undefined;
  mistakes: readonly ReportMistake[];
  /** Of its files and of its evidence; paths are relative to the root. */
  findings: Finding[];
  reportFinding: RecordedReport['findingAt'];
}

/** Reads one provider of a catalog, and none of the others; a report made after `now` is a finding. Throws UserError where there is no such provider. */
export async function readEntry(root: string, name: string, now?: Date): Promise<ReadEntry> {
  const file = providersBelow(root).find(({ directory }) => basename(directory) === name);
  if (!file) throw unknownProvider(root, name);
  const reading = readProvider(file, (path) => seenFrom(root, path));
  const { settings } = readSettings(root, () => folders(root));
  const { report, hash, findings: invalid, findingAt } = await recordedReport(root, name);
  const findings = [...reading.findings, ...invalid];
  const { metadata, page } = reading;
  if (!metadata) return { entry: undefined, report, mistakes: [], findings, reportFinding: findingAt };
  const acceptsSuite = suiteAcceptance(settings.suiteVersions);
  const { reportDoubts } = await import('./report-doubts.js');
  const namesSuites = settings.suiteVersions !== undefined;
  const { mistakes, reasons } = report
    ? reportDoubts({ metadata, report, hash, namesSuites })
    : { mistakes: [], reasons: [] };
  const entry = entryFor({ metadata, page, report, acceptsSuite, doubts: reasons });
  if (report) findings.push(...evidenceFindings({ ...entry, report, mistakes, reportFinding: findingAt }, now));
  return { entry, report, mistakes, findings, reportFinding: findingAt };
}

function folders(root: string): string[] {
  return readdirSync(join(root, providersFolder));
}

function unknownProvider(root: string, name: string): UserError {
  const known = providersBelow(root).map(({ directory }) => basename(directory));
  const near = closestWord(name, known);
  const single = known.length === 0 && existsSync(join(root, providersFolder, 'catalog.yaml'));
  return new UserError({
    code: 'UNKNOWN_PROVIDER',
    message: `there is no provider "${name}" in ${root}`,
    hint: single
      ? 'This catalog is a single file: `vrtg-provider catalog import providers/catalog.yaml` makes folders of it.'
      : near
        ? `Did you mean ${near}?`
        : '`vrtg-provider catalog list` shows what there is.',
    exitCode: exitCodes.usage,
  });
}
