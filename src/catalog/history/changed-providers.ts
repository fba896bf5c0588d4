import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../foundation/errors.js';
import type { RunContext } from '../../foundation/run-context.js';
import {
  metadataFileName,
  pageFileName,
  providersBelow,
  providersFolder,
  reportFileName,
} from '../../provider/metadata/provider-files.js';
import { type CatalogHistory, openHistory } from './catalog-history.js';

/** What the folder of a catalog changes against a branch. */
export interface ChangedProviders {
  history: CatalogHistory;
  /** The tip of the branch that it is meant for. */
  base: string;
  /** Where the two parted. */
  parted: string;
  /** Names of folders with a file that differs from where the two parted, also new ones; sorted. */
  changed: string[];
  /** Names that were there, and are not. */
  removed: string[];
}

const entryFiles = [metadataFileName, pageFileName, reportFileName];

/**
 * Compares the files as they lie in the folder with the commit where the branch parted from `ref`, so that what others
 * merged meanwhile is not taken for a change. Throws UserError where there is no such reference or common commit.
 */
export async function changedProviders(
  root: string,
  { ref, context }: { ref: string; context: RunContext },
): Promise<ChangedProviders> {
  const history = await openHistory(root, context);
  const { git, head, prefix } = history;
  const base = (await git.commit(ref)) ?? (await git.commit(`origin/${ref}`));
  if (base === undefined) throw unknownBase(ref);
  const parted = head === undefined ? base : await git.mergeBase(base, head);
  if (parted === undefined) throw noCommonCommit(ref);
  const folder = `${prefix}${providersFolder}`;
  const [blobs, format] = [await git.blobs(parted, folder), await git.objectFormat()];
  const before = new Set(
    [...blobs.keys()].flatMap((path) => path.slice(folder.length + 1).match(/^[^/]+(?=\/)/) ?? []),
  );
  const now = namesIn(root);
  const isChanged = (name: string) =>
    entryFiles.some((file) => {
      const id = blobs.get(`${folder}/${name}/${file}`);
      return !isSame(join(root, providersFolder, name, file), { id, format });
    });
  return {
    history,
    base,
    parted,
    changed: now.filter(isChanged),
    removed: [...before]
      .filter((name) => !now.includes(name) && blobs.has(`${folder}/${name}/${metadataFileName}`))
      .sort(),
  };
}

/** Which of these files, with paths below the catalog's root, are as they were where the branch parted. */
export async function untouchedFiles(
  root: string,
  { changes, files }: { changes: ChangedProviders; files: readonly string[] },
): Promise<Set<string>> {
  const { history, parted } = changes;
  const folders = [...new Set(files.map((file) => file.split('/')[0] ?? ''))];
  const format = await history.git.objectFormat();
  const blobs = new Map<string, string>();
  for (const folder of folders) {
    for (const [path, id] of await history.git.blobs(parted, `${history.prefix}${folder}`)) blobs.set(path, id);
  }
  return new Set(
    files.filter((file) => isSame(join(root, file), { id: blobs.get(`${history.prefix}${file}`), format })),
  );
}

/** Folders that are meant as providers, also those whose provider.yaml is missing. */
function namesIn(root: string): string[] {
  return providersBelow(root)
    .map(({ directory }) => directory.slice(join(root, providersFolder).length + 1))
    .sort();
}

/** git may have made CRLF of line ends when it checked the file out. */
function isSame(path: string, { id, format }: { id: string | undefined; format: string }): boolean {
  if (!existsSync(path)) return id === undefined;
  if (id === undefined) return false;
  const content = readFileSync(path);
  if (blobId(content, format) === id) return true;
  return (
    content.includes('\r\n') &&
    blobId(Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'), format) === id
  );
}

function blobId(content: Buffer, format: string): string {
  return createHash(format === 'sha256' ? 'sha256' : 'sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex');
}

function unknownBase(ref: string): UserError {
  return new UserError({
    code: 'UNKNOWN_BASE',
    message: `--base ${ref}: git knows no such commit here`,
    hint: 'Fetch it first; in a workflow, check out with fetch-depth: 0 and name the branch as origin/<branch>.',
  });
}

function noCommonCommit(ref: string): UserError {
  return new UserError({
    code: 'NO_COMMON_COMMIT',
    message: `--base ${ref} and what is checked out have no commit in common here`,
    hint: 'Fetch the whole history; in a workflow, check out with fetch-depth: 0.',
  });
}
