/** How a catalog repository is laid out: a directory for each provider, or one file for all of them. */
export type CatalogLayout = 'directories' | 'single-file';

export const singleFilePath = 'providers/catalog.yaml';

/** Where the parts of an entry are, from the catalog's root. */
export interface EntryPaths {
  /** The folder or the file that makes an entry; a pull request that touches it is about this provider. */
  metadata: string;
  report: string;
  /** There is no place for the page's text in a single file. */
  page?: string;
}

export function entryPaths(layout: CatalogLayout, name: string): EntryPaths {
  if (layout === 'single-file') return { metadata: singleFilePath, report: `providers/reports/${name}.json` };
  const folder = `providers/${name}`;
  return { metadata: `${folder}/provider.yaml`, report: `${folder}/conformance.json`, page: `${folder}/page.md` };
}

export function pathList({ metadata, report, page }: EntryPaths): string[] {
  return page === undefined ? [metadata, report] : [metadata, page, report];
}

/**
 * Decides the layout from what is at the tip. The single file counts unless directories are in use beside it, as after
 * an import that left it there.
 */
export function layoutOf({
  hasSingleFile,
  hasDirectories,
}: {
  hasSingleFile: boolean;
  hasDirectories: boolean;
}): CatalogLayout {
  return hasSingleFile && !hasDirectories ? 'single-file' : 'directories';
}

/** Whether a path is `providers/<any>/provider.yaml`. */
export function isDirectoryEntry(path: string): boolean {
  return /^providers\/[^/]+\/provider\.yaml$/.test(path);
}
