import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ConformanceReport } from '../conformance/report/report-types.js';
import { type Finding, sortFindings } from '../provider/metadata/finding.js';
import { readProviderTree } from '../provider/metadata/provider-tree.js';
import { type CatalogEntry, entryFor, inOrder } from './catalog-entry.js';
import { providersFolder } from './catalog-root.js';
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
export function readCatalog(root: string): Catalog {
  const tree = readProviderTree(root, { show: (path) => relative(root, path).replaceAll(sep, '/') });
  const { settings, findings } = readSettings(root, providerFolders(root));
  const acceptsSuite = suiteAcceptance(settings.suiteVersions);
  const providers = tree.providers.map(({ name, metadata, page }): CatalogProvider => {
    const { report, findings: mistakes, findingAt } = recordedReport(root, name);
    findings.push(...mistakes);
    return { ...entryFor({ metadata, page, report, acceptsSuite }), report, reportFinding: findingAt };
  });
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
