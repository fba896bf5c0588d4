import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ConformanceReport } from '../conformance/report/report-types.js';
import { type Finding, sortFindings } from '../provider/metadata/finding.js';
import { providersFolder } from '../provider/metadata/provider-files.js';
import { readProviderTree } from '../provider/metadata/provider-tree.js';
import { type CatalogEntry, entryFor, inOrder } from './catalog-entry.js';
import type { CatalogSettings } from './catalog-settings.js';
import { readSettings } from './read-settings.js';
import { type RecordedReport, recordedReport } from './recorded-report.js';
import { suiteAcceptance } from './suite-range.js';

/** An entry with what is needed to judge its report, not only to show it. */
export interface CatalogProvider extends CatalogEntry {
  report: ConformanceReport | undefined;
  /** Makes a finding at a place of the report's file. */
  reportFinding: RecordedReport['findingAt'];
}

export interface Catalog {
  /** Absolute path. */
  root: string;
  settings: CatalogSettings;
  /** In the order of the page. */
  providers: CatalogProvider[];
  /** Files are relative to the root. Nothing may be rendered where one is an error. */
  findings: Finding[];
}

/** Reads a catalog's settings, metadata and recorded evidence; every mistake is a finding. */
export async function readCatalog(root: string): Promise<Catalog> {
  const tree = readProviderTree(root, { show: (path) => relative(root, path).replaceAll(sep, '/') });
  const { settings, findings } = readSettings(root, providerFolders(root));
  const acceptsSuite = suiteAcceptance(settings.suiteVersions);
  const providers: CatalogProvider[] = [];
  for (const { name, metadata, page } of tree.providers) {
    const { report, findings: mistakes, findingAt } = await recordedReport(root, name);
    findings.push(...mistakes);
    providers.push({ ...entryFor({ metadata, page, report, acceptsSuite }), report, reportFinding: findingAt });
  }
  return {
    root,
    settings,
    providers: inOrder(providers, settings.order),
    findings: sortFindings([...tree.findings, ...findings]),
  };
}

/** Also of providers whose metadata is invalid: naming one of them in the settings is no mistake. */
function providerFolders(root: string): string[] {
  return readdirSync(join(root, providersFolder), { withFileTypes: true })
    .filter((entry) => !entry.isFile())
    .map(({ name }) => name);
}
