import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cannotWrite } from './cannot-write.js';
import type { PlannedFile } from './template/template-file.js';

/**
 * Writes all files or none: into a folder beside the target, which then gets its name; where the target is there
 * already, into one inside it, from which the files are moved to their places, and back if one cannot be. `undo` is
 * what has to be taken back, last thing first. Throws EnvironmentError.
 */
export function writeProject(directory: string, files: readonly PlannedFile[]): void {
  const undo: (() => void)[] = [];
  try {
    if (existsSync(directory)) moveInto(realpathSync(directory), { files, undo });
    else makeNew(directory, { files, undo });
  } catch (thrown) {
    for (const step of undo.reverse()) step();
    throw cannotWrite(directory, thrown);
  }
}

interface Writing {
  files: readonly PlannedFile[];
  undo: (() => void)[];
}

function makeNew(directory: string, { files, undo }: Writing): void {
  makeFolders(dirname(directory), undo);
  const staged = join(dirname(directory), `.${basename(directory)}.${randomBytes(6).toString('hex')}.tmp`);
  undo.push(() => rmSync(staged, { recursive: true, force: true }));
  stage(staged, files);
  renameSync(staged, directory);
}

function moveInto(directory: string, { files, undo }: Writing): void {
  const room = join(directory, `.scaffold-${randomBytes(6).toString('hex')}.tmp`);
  undo.push(() => rmSync(room, { recursive: true, force: true }));
  stage(join(room, 'new'), files);
  for (const [index, { path }] of files.entries()) {
    const target = join(directory, path);
    makeFolders(dirname(target), undo);
    if (existsSync(target)) {
      const kept = join(room, String(index));
      renameSync(target, kept);
      undo.push(() => renameSync(kept, target));
    }
    renameSync(join(room, 'new', path), target);
    undo.push(() => rmSync(target, { force: true }));
  }
  rmSync(room, { recursive: true, force: true });
}

function stage(root: string, files: readonly PlannedFile[]): void {
  mkdirSync(root, { recursive: true });
  for (const { path, text, executable } of files) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { mode: executable ? 0o755 : 0o644, flag: 'wx' });
  }
}

/** Makes a folder and those above it, and removes what it made when that is taken back. */
function makeFolders(folder: string, undo: (() => void)[]): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder), undo);
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
}
