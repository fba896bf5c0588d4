import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { UserError, type VrtgError } from '../foundation/errors.js';
import { exitCodes } from '../foundation/exit-codes.js';
import { printableLine } from '../foundation/terminal-text.js';
import { cannotWrite } from './cannot-write.js';
import type { ScaffoldedFile } from './scaffold-options.js';
import type { PlannedFile } from './template/template-file.js';

const shownEntries = 10;

export interface Survey {
  /** The folder is there, and empty or about to be written into. */
  exists: boolean;
  files: ScaffoldedFile[];
}

/**
 * What writing the files would do to a folder; changes nothing. Throws UserError where the folder is a file, is not
 * empty and `force` is not given (exit 7), or where a file would be written through a link or over a folder.
 */
export function surveyFolder(
  directory: string,
  { files, force }: { files: readonly PlannedFile[]; force: boolean },
): Survey {
  const found = statOf(directory);
  if (!found) return { exists: false, files: files.map((file) => ({ ...shown(file), action: 'create' })) };
  // A link to a folder is where its owner wants the project; what is inside must not lead out of it.
  const real = realFolder(directory);
  const inTheWay = entriesOf(real);
  if (inTheWay.length > 0 && !force) throw notEmpty(directory, inTheWay);
  return { exists: true, files: files.map((file) => ({ ...shown(file), action: actionOf(file, real) })) };
}

const shown = ({ path, executable }: PlannedFile) => ({ path, executable });

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw code === 'ENOTDIR' ? notAFolder(path) : cannotWrite(path, thrown);
  }
}

function realFolder(directory: string): string {
  try {
    const real = realpathSync(directory);
    if (lstatSync(real).isDirectory()) return real;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw cannotWrite(directory, thrown);
  }
  throw notAFolder(directory);
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (thrown) {
    throw cannotWrite(directory, thrown);
  }
}

function actionOf(file: PlannedFile, directory: string): ScaffoldedFile['action'] {
  const path = join(directory, file.path);
  const inside = relative(directory, path);
  if (inside.startsWith('..') || isAbsolute(inside)) throw leavesFolder(file.path, directory);
  const parents = inside.split(sep).slice(0, -1);
  for (let depth = 1; depth <= parents.length; depth += 1) {
    const parent = join(directory, ...parents.slice(0, depth));
    const found = statOf(parent);
    if (!found) return 'create';
    if (found.isSymbolicLink()) throw leavesFolder(file.path, parent);
    if (!found.isDirectory()) throw otherKind(parent, 'a folder is needed there');
  }
  const found = statOf(path);
  if (!found) return 'create';
  if (found.isSymbolicLink()) throw leavesFolder(file.path, path);
  if (!found.isFile()) throw otherKind(path, 'a file is written there');
  return isSame(path, { file, mode: found.mode }) ? 'unchanged' : 'overwrite';
}

function isSame(path: string, { file, mode }: { file: PlannedFile; mode: number }): boolean {
  try {
    return readFileSync(path, 'utf8') === file.text && ((mode & 0o100) !== 0) === file.executable;
  } catch {
    // What cannot be read can be replaced nevertheless, and is not the same as far as anybody knows.
    return false;
  }
}

function notEmpty(directory: string, entries: readonly string[]): VrtgError {
  const listed = entries.slice(0, shownEntries).map((name) => `  ${printableLine(name)}`);
  const more = entries.length > shownEntries ? [`  and ${entries.length - shownEntries} more`] : [];
  return new UserError({
    code: 'FOLDER_NOT_EMPTY',
    message: [`${directory} is not empty; in the way:`, ...listed, ...more].join('\n'),
    hint: 'Choose another folder with --output, or write into this one with --force; --force --dry-run shows what that would overwrite.',
    details: { directory, entries },
    exitCode: exitCodes.conflict,
  });
}

function notAFolder(path: string): VrtgError {
  return new UserError({
    code: 'NOT_A_FOLDER',
    message: `${path} is not a folder, or something above it is none`,
    hint: 'Choose another folder with --output.',
    details: { path },
  });
}

function leavesFolder(file: string, through: string): VrtgError {
  return new UserError({
    code: 'PATH_LEAVES_FOLDER',
    message: `${file} would be written outside the folder of the project, through ${through}`,
    hint: 'Remove the link, or choose another folder with --output.',
    details: { file, through },
  });
}

function otherKind(path: string, need: string): VrtgError {
  return new UserError({
    code: 'OTHER_KIND_IN_THE_WAY',
    message: `${path} is in the way: ${need}, and it is something else`,
    hint: 'Move it away, or choose another folder with --output.',
    details: { path },
    exitCode: exitCodes.conflict,
  });
}
