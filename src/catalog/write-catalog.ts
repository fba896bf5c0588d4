import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfExists, writeFileAtomic } from '../foundation/files.js';
import { badgeFolder } from './catalog-files.js';

/** What differs between the generated files and the directory; paths below the root, sorted. */
export interface CatalogChanges {
  written: string[];
  unchanged: number;
  removed: string[];
}

/** Finds out which files have to be written, and which are left over from removed providers. Changes nothing. */
export function catalogChanges(root: string, files: ReadonlyMap<string, string>): CatalogChanges {
  const written = [...files].filter(([path, content]) => readIfExists(join(root, path)) !== content);
  return {
    written: written.map(([path]) => path).toSorted(),
    unchanged: files.size - written.length,
    removed: superfluousBadges(root, files),
  };
}

/** Makes the directory equal to the files; untouched files keep their time. */
export function applyCatalogChanges(root: string, files: ReadonlyMap<string, string>, changes: CatalogChanges): void {
  for (const path of changes.written) {
    const content = files.get(path);
    if (content === undefined) throw new Error(`${path} is not part of the plan`);
    writeFileAtomic(join(root, path), content);
  }
  for (const path of changes.removed) rmSync(join(root, path));
}

/** Only badges can be left over; other files in `catalog/` are nobody's but their author's. */
export function superfluousBadges(root: string, files: ReadonlyMap<string, string>): string[] {
  return entriesOf(join(root, badgeFolder))
    .filter((name) => name.endsWith('.svg'))
    .map((name) => `${badgeFolder}/${name}`)
    .filter((path) => !files.has(path))
    .toSorted();
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}
