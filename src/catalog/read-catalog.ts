import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ConformanceReport } from '../conformance/report/report-types.js';
import type { Progress } from '../foundation/progress.js';
import { withSlashes } from '../foundation/shown-path.js';
import { type Finding, sortFindings } from '../provider/metadata/finding.js';
import { providersFolder } from '../provider/metadata/provider-files.js';
import { ProviderTree } from '../provider/metadata/provider-tree.js';
import { type CatalogEntry, entryFor } from './catalog-entry.js';
import type { CatalogSettings } from './catalog-settings.js';
import { kept } from './kept-entry.js';
import { readSettings } from './read-settings.js';
import { type RecordedReport, recordedReport } from './recorded-report.js';
import type { DoubtInput, Doubts } from './report-doubts.js';
import type { ReportMistake } from './report-mistake.js';
import { suiteAcceptance } from './suite-range.js';

/** An entry with its report, as long as both are at hand: reports are large, and a catalog may have thousands. */
export interface TestedEntry extends CatalogEntry {
  report: ConformanceReport;
  /** What no run of VCTS would have written. */
  mistakes: readonly ReportMistake[];
  /** Makes a finding at a place of the report's file. */
  reportFinding: RecordedReport['findingAt'];
}

export type Judge = (tested: TestedEntry) => Finding[];

export interface Catalog {
  settings: CatalogSettings;
  /** In the order of the page. */
  entries: CatalogEntry[];
  /** Of settings, metadata and what is no report; files are relative to the root. With an error nothing may be rendered. */
  findings: Finding[];
  /** What the judge found of the reports. */
  judged: Finding[];
}

/** Reads a catalog's settings, metadata and recorded evidence; every mistake is a finding. `judge` sees each report. */
export async function readCatalog(root: string, judge?: Judge, progress?: Progress): Promise<Catalog> {
  const below = root.endsWith(sep) ? root : `${root}${sep}`;
  const show = (path: string) => (path.startsWith(below) ? path.slice(below.length) : relative(root, path));
  const tree = new ProviderTree(root, { show: (path) => withSlashes(show(path)), progress });
  const { settings, findings } = readSettings(root, () => providerFolders(root));
  const acceptsSuite = suiteAcceptance(settings.suiteVersions);
  const namesSuites = settings.suiteVersions !== undefined;
  const entries: CatalogEntry[] = [];
  const listed = new Map(settings.order.map((name) => [name, -1]));
  const judged: Finding[] = [];
  for (const { name, metadata, page } of tree.providers()) {
    const { report, hash, findings: invalid, findingAt } = await recordedReport(root, name);
    findings.push(...invalid);
    const doubts = report && (await doubtsOf({ metadata, report, hash, namesSuites }));
    const entry = entryFor({ metadata, page, report, acceptsSuite, doubts: doubts?.reasons });
    if (listed.has(name)) listed.set(name, entries.length);
    entries.push(kept(entry, tree.size));
    if (report && judge)
      judged.push(...judge({ ...entry, report, mistakes: doubts?.mistakes ?? [], reportFinding: findingAt }));
  }
  return {
    settings,
    entries: inOrder(entries, [...listed.values()]),
    findings: sortFindings([...tree.findings(), ...findings]),
    judged,
  };
}

/** Those at the places that are named come first, in that order; the others stay in theirs, which is by name. */
function inOrder(entries: readonly CatalogEntry[], places: readonly number[]): CatalogEntry[] {
  const first = new Set(places);
  return [...first, ...entries.keys()].flatMap((place, index) => {
    const entry = index >= first.size && first.has(place) ? undefined : entries[place];
    return entry ?? [];
  });
}

/** The suite with all its tests is loaded only where there is a report to hold against it. */
async function doubtsOf(input: DoubtInput): Promise<Doubts> {
  const { reportDoubts } = await import('./report-doubts.js');
  return reportDoubts(input);
}

/** Also of providers whose metadata is invalid: naming one of them in the settings is no mistake. */
function providerFolders(root: string): string[] {
  return readdirSync(join(root, providersFolder), { withFileTypes: true })
    .filter((entry) => !entry.isFile())
    .map(({ name }) => name);
}
