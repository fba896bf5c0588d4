import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { countedProgress } from '../foundation/counted-progress.js';
import { EnvironmentError, messageOf } from '../foundation/errors.js';
import { exitCodes } from '../foundation/exit-codes.js';
import { readIfExists, writeFileAtomic } from '../foundation/files.js';
import type { Progress } from '../foundation/progress.js';
import { leadsOutside } from '../foundation/yaml/read-text-file.js';
import { badgeFile, badgeFolder } from './catalog-files.js';
import { holds, type Pieces, writePieces } from './generated-file.js';

const svgEnding = '.svg';

/** What differs between the generated files and the directory; paths below the root, sorted. */
export interface CatalogChanges {
  written: string[];
  unchanged: number;
  removed: string[];
}

export interface GeneratedFiles {
  large: ReadonlyMap<string, Pieces>;
  /** By the provider's name. */
  badges: ReadonlyMap<string, string>;
}

/** Finds out which files have to be written, and which are left over from removed providers. Changes nothing. */
export function catalogChanges(root: string, { large, badges }: GeneratedFiles): CatalogChanges {
  refuseLinksOutside(root);
  const folder = join(root, badgeFolder);
  const there = filesIn(folder);
  const differs = ([name, svg]: [string, string]) => {
    const isPlain = there.get(`${name}${svgEnding}`);
    if (isPlain === undefined) return true;
    const path = `${folder}${sep}${name}${svgEnding}`;
    return (isPlain ? readIfExists(path) : textOf(path)) !== svg;
  };
  const written: string[] = [];
  for (const [path, pieces] of large) if (!holds(join(root, path), pieces)) written.push(path);
  for (const badge of badges) if (differs(badge)) written.push(badgeFile(badge[0]));
  return {
    written: written.sort(),
    unchanged: large.size + badges.size - written.length,
    removed: superfluousBadges(there, (name) => badges.has(name)),
  };
}

/** Makes the directory equal to the files; untouched files keep their time. Throws EnvironmentError where it may not. */
export function applyCatalogChanges(
  root: string,
  { large, badges }: GeneratedFiles,
  { progress = () => {}, ...changes }: CatalogChanges & { progress?: Progress | undefined },
): void {
  const count = countedProgress(progress, { what: 'Files written', total: changes.written.length });
  const folder = join(root, badgeFolder);
  if (changes.written.some((path) => !large.has(path))) orRefuse(folder, () => mkdirSync(folder, { recursive: true }));
  for (const path of changes.written) {
    count();
    const pieces = large.get(path);
    const badge = pieces ? undefined : badges.get(path.slice(badgeFolder.length + 1, -svgEnding.length));
    orRefuse(join(root, path), (target) => {
      if (pieces) writePieces(target, pieces);
      else if (badge !== undefined) writeBadge(target, badge);
      else throw new Error(`${path} is not part of the plan`);
    });
  }
  for (const path of changes.removed) orRefuse(join(root, path), (target) => rmSync(target));
}

/** A new badge is written in one go; a catalog has as many as providers. One that is cut off is mended by the next render. */
function writeBadge(path: string, content: string): void {
  try {
    writeFileSync(path, content, { flag: 'wx' });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    writeFileAtomic(path, content);
  }
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

/** Badges of no provider, as paths; only badges can be left over: other files in `catalog/` are nobody's but their author's. */
export function superfluousBadges(there: ReadonlyMap<string, unknown>, isName: (name: string) => boolean): string[] {
  const names = [...there.keys()]
    .filter((name) => name.endsWith(svgEnding))
    .map((name) => name.slice(0, -svgEnding.length));
  return names
    .filter((name) => !isName(name))
    .map(badgeFile)
    .toSorted();
}

/** What a folder holds but folders: name to whether it is a plain file. */
export function filesIn(directory: string): Map<string, boolean> {
  const files = new Map<string, boolean>();
  try {
    for (const entry of readdirSync(directory, { withFileTypes: true }))
      if (!entry.isDirectory()) files.set(entry.name, entry.isFile());
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
  return files;
}
