import { type Dirent, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { messageOf, UserError } from '../../foundation/errors.js';

export const metadataFileName = 'provider.yaml';
export const pageFileName = 'page.md';
export const reportFileName = 'conformance.json';
export const providersFolder = 'providers';

export interface ProviderFile {
  /** The provider.yaml, or the file that was named. */
  file: string;
  directory: string;
  /** The catalog's root, where the file is `<root>/providers/<directory>/provider.yaml`. */
  root?: string;
  /** The directory is a symbolic link. */
  isLink?: true;
  /** Nobody has looked yet whether the directory was meant as a provider. */
  isUnseen?: true;
}

/**
 * The providers that a path names, sorted: a file, a provider's directory, or a tree with `providers/*\/provider.yaml`,
 * whose directories may be unseen: see `meantAsProvider`. Throws UserError, exit code 2, where the path does not
 * exist or no provider is there.
 */
export function findProviderFiles(path: string): ProviderFile[] {
  const kind = kindOf(path);
  if (kind === 'file') return [fileNamed(path)];
  const own = kindOfEntry(join(path, metadataFileName)) === 'none' ? [] : [fileNamed(join(path, metadataFileName))];
  const found = [...own, ...providersOf(path)];
  if (found.length === 0) throw noProvider(path);
  return found;
}

/** The providers below `<root>/providers`, sorted by name; a directory without provider.yaml counts if it was meant as one. */
export function providersBelow(root: string): ProviderFile[] {
  return candidatesBelow(root).filter(isProvider).map(asSeen);
}

/** The same and the directories that are no providers: opening a file tells that it is there, so nobody asks twice. */
export function candidatesBelow(root: string): ProviderFile[] {
  const folder = join(root, providersFolder);
  const candidates: ProviderFile[] = [];
  for (const { name, isLink } of directoriesOf(folder)) {
    const provider = new Candidate({ root, folder, name });
    // A link may lead to a place where nothing may be read.
    if (!isLink) candidates.push(provider);
    else if (isProvider(provider)) candidates.push({ ...asSeen(provider), isLink });
  }
  return candidates;
}

/** One of many: it makes its paths when they are asked for, so that a hundred thousand of them stay small. */
class Candidate implements ProviderFile {
  readonly root: string;
  readonly isUnseen = true;
  private readonly folder: string;
  private readonly name: string;

  constructor({ root, folder, name }: { root: string; folder: string; name: string }) {
    this.root = root;
    this.folder = folder;
    this.name = name;
  }

  get directory(): string {
    return `${this.folder}${sep}${this.name}`;
  }

  get file(): string {
    return `${this.folder}${sep}${this.name}${sep}${metadataFileName}`;
  }
}

function asSeen({ file, directory, root, isLink }: ProviderFile): ProviderFile {
  return { file, directory, ...(root !== undefined && { root }), ...(isLink && { isLink }) };
}

/** What of a candidate is known once it was read: a directory without provider.yaml may be anything. */
export function meantAsProvider(provider: ProviderFile, findings: readonly { code: string }[]): boolean {
  return !provider.isUnseen || !findings.some(({ code }) => code === 'file-missing') || isProvider(provider);
}

function providersOf(path: string): ProviderFile[] {
  const below = candidatesBelow(path);
  if (below.some(isProvider)) return below;
  return basename(path) === providersFolder ? providersBelow(dirname(path)) : [];
}

function fileNamed(path: string): ProviderFile {
  const directory = dirname(path);
  const isBeside = basename(path) === pageFileName || basename(path) === reportFileName;
  const file =
    isBeside && kindOfEntry(join(directory, metadataFileName)) !== 'none' ? join(directory, metadataFileName) : path;
  const isInTree = basename(file) === metadataFileName && basename(dirname(directory)) === providersFolder;
  return { file, directory, ...(isInTree && { root: dirname(dirname(directory)) }) };
}

/** Names only: a directory that was meant as a provider, but whose provider.yaml is missing or misspelt, is a finding. */
function isProvider({ file, directory }: ProviderFile): boolean {
  if (kindOfEntry(file) !== 'none') return true;
  const names = namesIn(directory);
  return names.some((name) => [metadataFileName, pageFileName, reportFileName].includes(name) || isMisspelt(name));
}

export function isMisspelt(name: string): boolean {
  return name !== metadataFileName && /^provider\.ya?ml$/i.test(name);
}

export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function directoriesOf(folder: string): { name: string; isLink?: true }[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    // A catalog that cannot be read must not look like an empty one.
    throw new UserError({
      code: 'PATH_UNREADABLE',
      message: `${folder} cannot be read: ${messageOf(thrown)}`,
      hint: 'Give yourself the right to read it, or correct the link.',
      cause: thrown,
    });
  }
  return entries
    .filter((entry) => !/^[._]/.test(entry.name))
    .filter(
      (entry) =>
        entry.isDirectory() || (entry.isSymbolicLink() && kindOfEntry(join(folder, entry.name)) === 'directory'),
    )
    .map((entry) => (entry.isSymbolicLink() ? { name: entry.name, isLink: true as const } : { name: entry.name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function kindOf(path: string): 'file' | 'directory' {
  try {
    return statSync(path).isDirectory() ? 'directory' : 'file';
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    // A link that leads nowhere or to itself is there, and reading it says what is wrong with it.
    if (code === 'ELOOP' || code === 'EACCES') return 'file';
    throw new UserError({
      code: 'PATH_NOT_FOUND',
      message: code === 'ENOENT' || code === 'ENOTDIR' ? `There is no ${path}` : messageOf(thrown),
      hint: 'Name a provider.yaml, its directory, or a directory with providers/*/provider.yaml.',
    });
  }
}

export function kindOfEntry(path: string): 'file' | 'directory' | 'none' {
  try {
    // An exception for every file that is not there would cost more than reading the others.
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return 'none';
    return stat.isDirectory() ? 'directory' : 'file';
  } catch {
    return 'file';
  }
}

function noProvider(path: string): UserError {
  const names = namesIn(path);
  const misspelt = names.find(isMisspelt);
  const catalog = join(path, providersFolder, 'catalog.yaml');
  const hint = misspelt
    ? `Rename ${misspelt} to ${metadataFileName}.`
    : kindOfEntry(catalog) === 'file'
      ? `Describe each provider of ${catalog} in a directory of its own: providers/<name>/provider.yaml.`
      : 'Name a provider.yaml, its directory, or a directory with providers/*/provider.yaml.';
  return new UserError({ code: 'NO_PROVIDER', message: `No provider found in ${path}`, hint });
}
