import type { CatalogLayout } from './layout.js';

/** The entry's files in some commit: path in the catalog to text. */
export type EntryFiles = ReadonlyMap<string, string>;

/** What a publish sees of a catalog before it decides anything. */
export interface CatalogView {
  /** As people call it: owner/name, or a path. */
  title: string;
  baseBranch: string;
  /** The commit at the tip of the base branch. */
  baseSha: string;
  layout: CatalogLayout;
  /** The entry's files at the tip; empty where the provider is new. */
  tip: EntryFiles;
  /** The own open submission, if there is one. */
  open?: OpenSubmission;
  /** Open pull requests of others, or made by hand, that touch the same provider. */
  others: { url: string; author: string }[];
  /** The last own pull request, where it was closed without a merge and none is open. */
  closedUnmerged?: { number: number; url: string };
  /** A branch of the submission that no pull request was closed or merged with. */
  left?: { title: string; files: EntryFiles };
  warnings: string[];
  /** The web address of a file on the base branch; the path itself where there is no web. */
  addressOf(path: string): string;
}

export interface OpenSubmission {
  url: string;
  headSha: string;
  files: EntryFiles;
  title: string;
  /** The pull request's text as it is now, with what people added. */
  body: string;
  /** Commits on the branch that this tool did not make. */
  foreignCommits: ForeignCommit[];
}

export interface ForeignCommit {
  sha: string;
  author: string;
  /** First line of the message. */
  subject: string;
}

/** Everything that is about to be written. */
export interface SubmissionPlan {
  name: string;
  branch: string;
  title: string;
  /** The generated part of the pull request's text, with its markers. */
  body: string;
  /** The same as short as it can be, for where people wrote much. */
  brief: string;
  contentHash: string;
  /** The entry as it will be: all of its files, also those that stay as they are. */
  files: EntryFiles;
  commitMessage: string;
  draft: boolean;
  /** Overwrite commits of others on the branch. */
  force: boolean;
}

export interface SubmissionOutcome {
  action: 'created' | 'updated' | 'manual';
  url: string | null;
  compareUrl?: string;
  headSha: string;
  warnings: string[];
}

/** A catalog as publish uses it: look, then submit. Both may be repeated at any time. */
export interface CatalogRepository {
  look(name: string): Promise<CatalogView>;
  /** One line for each step that `submit` would take, for people. */
  steps(plan: SubmissionPlan, view: CatalogView): string[];
  submit(plan: SubmissionPlan, view: CatalogView): Promise<SubmissionOutcome>;
}

/** The files that a commit on the tip must write. */
export function changedFiles(files: EntryFiles, tip: EntryFiles): EntryFiles {
  return new Map([...files].filter(([path, text]) => tip.get(path) !== text));
}
