import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError, messageOf } from '../foundation/errors.js';
import { exitCodes } from '../foundation/exit-codes.js';
import { readIfExists, writeFileAtomic } from '../foundation/files.js';
import { leadsOutside } from '../foundation/yaml/read-text-file.js';
import { badgeFolder } from './catalog-files.js';

/** What differs between the generated files and the directory; paths below the root, sorted. */
export interface CatalogChanges {
  written: string[];
  unchanged: number;
  removed: string[];
}

/** Finds out which files have to be written, and which are left over from removed providers. Changes nothing. */
export function catalogChanges(root: string, files: ReadonlyMap<string, string>): CatalogChanges {
  refuseLinksOutside(root);
  const written = [...files].filter(([path, content]) => textOf(join(root, path)) !== content);
  return {
    written: written.map(([path]) => path).toSorted(),
    unchanged: files.size - written.length,
    removed: superfluousBadges(root, files),
  };
}

/** Makes the directory equal to the files; untouched files keep their time. Throws EnvironmentError where it may not. */
export function applyCatalogChanges(root: string, files: ReadonlyMap<string, string>, changes: CatalogChanges): void {
  for (const path of changes.written) {
    const content = files.get(path);
    if (content === undefined) throw new Error(`${path} is not part of the plan`);
    orRefuse(join(root, path), (target) => writeFileAtomic(target, content));
  }
  for (const path of changes.removed) orRefuse(join(root, path), (target) => rmSync(target));
}

/** A link in the place of a generated folder would let a render write and delete elsewhere. */
function refuseLinksOutside(root: string): void {
  const folder = [dirname(badgeFolder), badgeFolder].find((path) => leadsOutside(join(root, path), root));
  if (folder === undefined) return;
  throw new EnvironmentError({
    code: 'CATALOG_NOT_WRITABLE',
    message: `${join(root, folder)} is a symbolic link that leads out of the catalog`,
    hint: 'Remove the link, and run the same command again.',
    exitCode: exitCodes.notAllowed,
  });
}

function orRefuse(path: string, change: (path: string) => void): void {
  try {
    change(path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === undefined) throw thrown;
    throw new EnvironmentError({
      code: 'CATALOG_NOT_WRITABLE',
      message: `${path} cannot be changed: ${messageOf(thrown)}`,
      hint: 'Make it a file that you may change, and run the same command again: it continues.',
      exitCode: exitCodes.notAllowed,
      cause: thrown,
    });
  }
}

/** Undefined also where something else than a file stands: writing will say so. */
export function textOf(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === false ? undefined : readIfExists(path);
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
