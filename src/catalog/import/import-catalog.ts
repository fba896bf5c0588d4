import { join } from 'node:path';
import { countedProgress } from '../../foundation/counted-progress.js';
import { UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { writeFileAtomic } from '../../foundation/files.js';
import type { Progress } from '../../foundation/progress.js';
import { type Finding, hasErrors } from '../../provider/metadata/finding.js';
import { settingsFile } from '../read-settings.js';
import { catalogImages, type PlannedFile, planImport } from './plan-import.js';
import { readUpstream } from './read-upstream.js';

export interface ImportOptions {
  /** Absolute path of the catalog that is written; it need not be one yet. */
  root: string;
  /** Absolute path of the catalog.yaml, and its name in findings. */
  file: string;
  shown: string;
  /** Replace what is there already. */
  force: boolean;
  /** Say what would be written, and write nothing. */
  dryRun: boolean;
  progress: Progress;
  signal: AbortSignal;
}

/** As schemas/catalog-import.schema.json describes it. */
export interface ImportResult {
  root: string;
  file: string;
  dryRun: boolean;
  /** Names in the order of the file; empty where a finding is an error. */
  providers: string[];
  /** Names of those whose conformance part is kept as a claim. */
  claims: string[];
  /** Paths below the root, sorted. */
  written: string[];
  unchanged: number;
  /** The settings are the catalog's own and stay as they are, although the file says something else. */
  keptSettings: boolean;
  /** With an error among them nothing was written. */
  findings: Finding[];
}

/** Describes every provider of a catalog.yaml in a folder of its own. Throws UserError where other content is in the way. */
export function importCatalog(options: ImportOptions): ImportResult {
  const { root, file, shown, force, dryRun, progress, signal } = options;
  const base = { root, file: shown, dryRun };
  const catalog = readUpstream({ path: file, shown, present: catalogImages(root) });
  const { findings, entries } = catalog;
  if (hasErrors(findings))
    return { ...base, providers: [], claims: [], written: [], unchanged: 0, keptSettings: false, findings };
  const planned = planImport(root, file, catalog);
  const [settings, others] = split(planned, ({ path }) => path === settingsFile);
  const keptSettings = !force && settings.some(({ state }) => state === 'changed');
  if (!force) refuseConflicts(others);
  const files = keptSettings ? others : planned;
  const written = files.filter(({ state }) => state !== 'same');
  if (!dryRun) {
    const count = countedProgress(progress, { what: 'Files written', total: written.length });
    for (const { path, content } of written) {
      signal.throwIfAborted();
      count();
      writeFileAtomic(join(root, path), content);
    }
  }
  return {
    ...base,
    providers: entries.map(({ metadata }) => metadata.name),
    claims: entries.filter(({ metadata }) => metadata.claimed).map(({ metadata }) => metadata.name),
    written: written.map(({ path }) => path).toSorted(),
    unchanged: files.length - written.length,
    keptSettings,
    findings,
  };
}

function refuseConflicts(files: readonly PlannedFile[]): void {
  const paths = files.filter(({ state }) => state === 'changed').map(({ path }) => path);
  if (paths.length === 0) return;
  const shown = paths.slice(0, 10).join(', ') + (paths.length > 10 ? ` and ${paths.length - 10} more` : '');
  throw new UserError({
    code: 'ALREADY_THERE',
    message: `${paths.length === 1 ? 'a file is' : `${paths.length} files are`} there already and would change: ${shown}`,
    hint: 'Nothing was written. Add --force to replace them, or import into another directory with --root.',
    exitCode: exitCodes.conflict,
    details: { files: paths },
  });
}

function split<Item>(items: readonly Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
