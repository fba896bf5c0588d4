import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { readIfExists, writeFileAtomic } from '../../foundation/files.js';
import type { Progress } from '../../foundation/progress.js';
import { seenFrom } from '../../foundation/shown-path.js';
import { type SiteInput, sitePages } from './site-pages.js';

/** Says which files of a folder are the site's, so that everything else in it is known to be somebody's. */
const listFile = '.vrtg-site';
/** Of a branch or a host that serves sites; never touched. */
const tolerated = new Set(['.git', '.nojekyll', 'CNAME']);

export interface SiteOptions extends SiteInput {
  /** Absolute path of the site's folder. */
  directory: string;
  dryRun: boolean;
  progress: Progress;
  signal: AbortSignal;
}

export interface SiteResult {
  directory: string;
  written: number;
  unchanged: number;
  removed: number;
}

/** Writes the site's files that differ, and removes those of providers that are gone. Throws UserError for a folder with foreign files. */
export async function writeSite(options: SiteOptions): Promise<SiteResult> {
  const { directory, dryRun, signal } = options;
  refuseFile(directory);
  const own = ownFiles(directory);
  refuseForeign(directory, own);
  const current = new Set<string>();
  let written = 0;
  for await (const { path, content } of sitePages(options)) {
    signal.throwIfAborted();
    current.add(path);
    if (readIfExists(join(directory, path)) === content) continue;
    written += 1;
    if (!dryRun) writeFileAtomic(join(directory, path), content);
  }
  const gone = [...own].filter((path) => path !== listFile && !current.has(path));
  if (!dryRun) {
    for (const path of gone) rmSync(join(directory, path), { force: true });
    const list = `${[...current].toSorted().join('\n')}\n`;
    if (readIfExists(join(directory, listFile)) !== list) writeFileAtomic(join(directory, listFile), list);
  }
  return { directory, written, unchanged: current.size - written, removed: gone.length };
}

/** What the last render wrote; a path that leads elsewhere is nobody's. */
function ownFiles(directory: string): Set<string> {
  const list = readIfExists(join(directory, listFile));
  if (list === undefined) return new Set();
  const safe = list.split('\n').filter((path) => /^[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*$/.test(path));
  return new Set([listFile, ...safe]);
}

function refuseForeign(directory: string, own: ReadonlySet<string>): void {
  const foreign = filesOf(directory).filter((path) => !own.has(path) && !tolerated.has(path.split('/')[0] ?? ''));
  if (foreign.length === 0) return;
  const shown = foreign.slice(0, 5).join(', ') + (foreign.length > 5 ? ` and ${foreign.length - 5} more` : '');
  throw new UserError({
    code: 'FOREIGN_FILES',
    message: `${directory} holds files that are not of a site: ${shown}`,
    hint: 'Name a new or empty folder with --site, or remove these files.',
    exitCode: exitCodes.conflict,
  });
}

function refuseFile(directory: string): void {
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== false) return;
  throw new UserError({
    code: 'NOT_A_DIRECTORY',
    message: `${directory} is not a folder`,
    hint: 'Name a new or empty folder with --site.',
  });
}

/** A link counts as a file: it is never followed. */
function filesOf(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => seenFrom(directory, join(entry.parentPath, entry.name)));
}
