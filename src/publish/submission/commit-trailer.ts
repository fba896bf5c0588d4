import type { ForeignCommit } from '../catalog-repository/catalog-view.js';

const trailer = 'Vrtg-Provider-Content';

/** A commit on the branch of a submission, as any kind of catalog tells of it. */
export interface BranchCommit {
  sha: string;
  parents: readonly string[];
  author: string;
  message: string;
}

/** The message of a commit of ours: the trailer is how it is known again. */
export function commitMessage(title: string, contentHash: string): string {
  return `${title}\n\nPublished with vrtg-provider.\n\n${trailer}: ${contentHash}\n`;
}

export function branchName(name: string): string {
  return `vrtg-provider--${name}`;
}

/**
 * The commits that are not ours among those that a branch has more than its base. A merge of the base into the branch,
 * as GitHub's button makes it, is nobody's work: its second parent is not among them.
 */
export function foreignCommits(ahead: readonly BranchCommit[]): ForeignCommit[] {
  const shas = new Set(ahead.map(({ sha }) => sha));
  return ahead
    .filter(({ message }) => !new RegExp(`^${trailer}: sha256:[0-9a-f]{64}$`, 'm').test(message))
    .filter(({ parents }) => !(parents.length === 2 && !shas.has(parents[1] ?? '')))
    .map(({ sha, author, message }) => ({ sha, author, subject: message.split('\n')[0] ?? '' }));
}
