import type { Finding } from '../../provider/metadata/finding.js';
import { indexEntry } from '../catalog-index.js';
import { readCatalog } from '../read-catalog.js';
import type { ListFilter } from './list-filter.js';
import { matches, type UnusedValue, unusedValues } from './match-entry.js';

export interface ListOptions {
  /** Absolute path of the catalog. */
  root: string;
  filter: ListFilter;
  showClaims: boolean;
}

export type ListedProvider = ReturnType<typeof indexEntry>;

/** As schemas/catalog-list.schema.json describes it. */
export interface ListResult {
  root: string;
  /** Number of providers with valid metadata. */
  total: number;
  /** Those that fit, in the order of the catalog, as catalog/index.json has them. */
  providers: ListedProvider[];
  /** Filter values that no provider of the catalog has. */
  unused: UnusedValue[];
  /** With an error among them providers may be missing. */
  findings: Finding[];
}

/** Finds providers in `providers/` itself, so that an old render hides nothing. */
export async function listCatalog({ root, filter, showClaims }: ListOptions): Promise<ListResult> {
  const { entries, findings } = await readCatalog(root);
  return {
    root,
    total: entries.length,
    providers: entries.filter((entry) => matches(entry, filter)).map((entry) => indexEntry(entry, showClaims)),
    unused: unusedValues(entries, filter),
    findings,
  };
}
