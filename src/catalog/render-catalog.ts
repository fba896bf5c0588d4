import { type Finding, hasErrors } from '../provider/metadata/finding.js';
import { catalogFiles } from './catalog-files.js';
import { readCatalog } from './read-catalog.js';
import { applyCatalogChanges, type CatalogChanges, catalogChanges } from './write-catalog.js';

export interface RenderOptions {
  /** Absolute path of the catalog. */
  root: string;
  /** Show imported claims beside the verdicts, with that word. */
  showClaims: boolean;
  /** Say what would change, and change nothing. */
  dryRun: boolean;
}

export interface RenderResult extends CatalogChanges {
  root: string;
  dryRun: boolean;
  /** With an error among them nothing was written. */
  findings: Finding[];
}

/** Writes `catalog/` from `providers/`: only files whose bytes differ, and none where the input has an error. */
export async function renderCatalog({ root, showClaims, dryRun }: RenderOptions): Promise<RenderResult> {
  const { entries, settings, findings } = await readCatalog(root);
  if (hasErrors(findings)) return { root, dryRun, written: [], unchanged: 0, removed: [], findings };
  const files = await catalogFiles({ entries, settings, showClaims });
  const changes = catalogChanges(root, files);
  if (!dryRun) applyCatalogChanges(root, files, changes);
  return { root, dryRun, ...changes, findings };
}
