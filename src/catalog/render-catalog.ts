import type { Progress } from '../foundation/progress.js';
import { type Finding, hasErrors } from '../provider/metadata/finding.js';
import type { CatalogEntry } from './catalog-entry.js';
import { badgeSvgs, largeFiles } from './catalog-files.js';
import { readCatalog } from './read-catalog.js';
import type { SiteResult } from './site/write-site.js';
import { applyCatalogChanges, type CatalogChanges, catalogChanges } from './write-catalog.js';

export interface RenderOptions {
  /** Absolute path of the catalog. */
  root: string;
  /** Show imported claims beside the verdicts, with that word. */
  showClaims: boolean;
  /** Say what would change, and change nothing. */
  dryRun: boolean;
  /** Absolute path of a folder that gets the static site too. */
  site?: string | undefined;
  progress?: Progress;
  signal?: AbortSignal;
}

export interface RenderResult extends CatalogChanges {
  root: string;
  dryRun: boolean;
  /** With an error among them nothing was written. */
  findings: Finding[];
  /** There where a site was asked for and the input has no error. */
  site?: SiteResult;
}

/** Writes `catalog/` from `providers/`: only files whose bytes differ, and none where the input has an error. */
export async function renderCatalog(options: RenderOptions): Promise<RenderResult> {
  const { root, showClaims, dryRun } = options;
  const { entries, settings, findings } = await readCatalog(root, undefined, options.progress);
  if (hasErrors(findings)) return { root, dryRun, written: [], unchanged: 0, removed: [], findings };
  const content = { entries, settings, showClaims };
  const files = { large: await largeFiles(content), badges: await badgeSvgs(content) };
  const changes = catalogChanges(root, files);
  if (!dryRun) applyCatalogChanges(root, files, { ...changes, progress: options.progress });
  const site = await siteOf(options, entries);
  return { root, dryRun, ...changes, findings, ...(site && { site }) };
}

async function siteOf(options: RenderOptions, entries: readonly CatalogEntry[]): Promise<SiteResult | undefined> {
  const { root, showClaims, dryRun, site: directory } = options;
  if (directory === undefined) return undefined;
  const { progress = () => {}, signal = new AbortController().signal } = options;
  const { writeSite } = await import('./site/write-site.js');
  return writeSite({ root, entries, showClaims, directory, dryRun, progress, signal });
}
