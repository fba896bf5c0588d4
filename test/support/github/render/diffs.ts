import type { Json } from '../exchange.js';
import type { GitFolder } from '../git-folder.js';
import { fullName, type Repository, type World } from '../world.js';

export interface ChangedFile {
  path: string;
  previousPath: string | undefined;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  sha: string;
  additions: number;
  deletions: number;
  /** From the first `@@` on; binary files have none. */
  patch(): string | undefined;
  rendered(world: World, repository: Repository, ref: string): Json;
}

const STATUS: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  C: 'copied',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

/** The files that differ between two commits or trees, as git finds them; `base...head` counts from where they parted. */
export function changedFiles(git: GitFolder, ...revisions: [string, string] | [string]): ChangedFile[] {
  const range = ['--no-abbrev', '-M', ...revisions];
  const fields = git
    .run(['diff', '--raw', '--numstat', '-z', ...range])
    .toString('utf8')
    .split('\0');
  // Few look at the patches, so git is asked for them only then.
  let patches: string[] | undefined;
  const patchAt = (index: number) => {
    patches ??= git.text(['diff', '-p', ...range]).split(/^(?=diff --git )/m);
    const text = patches[index] ?? '';
    const start = text.search(/^@@ /m);
    return start === -1 ? undefined : text.slice(start).trimEnd();
  };
  const files: Omit<ChangedFile, 'additions' | 'deletions' | 'patch'>[] = [];
  let at = 0;
  for (; fields[at]?.startsWith(':'); ) {
    const [, , before = '', after = '', letter = ''] = (fields[at] ?? '').split(' ');
    const moved = /^[RC]/.test(letter);
    const path = fields[at + (moved ? 2 : 1)] ?? '';
    files.push({
      path,
      previousPath: moved ? fields[at + 1] : undefined,
      status: STATUS[letter[0] ?? ''] ?? 'changed',
      sha: /^0+$/.test(after) ? before : after,
      rendered: rendered,
    });
    at += moved ? 3 : 2;
  }
  return files.map((file, index) => {
    const [additions = '', deletions = ''] = (fields[at] ?? '').split('\t');
    at += file.previousPath === undefined ? 1 : 3;
    const counts = { additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
    return { ...file, ...counts, patch: () => patchAt(index) };
  });
}

function rendered(this: ChangedFile, world: World, repository: Repository, ref: string): Json {
  const full = fullName(repository);
  const patch = this.patch();
  const path = this.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: this.sha,
    filename: this.path,
    status: this.status,
    additions: this.additions,
    deletions: this.deletions,
    changes: this.additions + this.deletions,
    blob_url: `${world.origin}/${full}/blob/${ref}/${path}`,
    raw_url: `${world.origin}/${full}/raw/${ref}/${path}`,
    contents_url: `${world.api}/repos/${full}/contents/${path}?ref=${ref}`,
    ...(patch !== undefined && { patch }),
    ...(this.previousPath !== undefined && { previous_filename: this.previousPath }),
  };
}
