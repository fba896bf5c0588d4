import type { EntryFiles } from '../../catalog-repository/catalog-view.js';
import type { CatalogLayout } from '../../catalog-repository/layout.js';
import type { BranchCommit } from '../../submission/commit-trailer.js';
import type { OpenPull } from '../open-pulls.js';
import type { Repository } from '../repository.js';

/** A branch with the name of the submission, as it was when it was looked at. */
export interface SeenBranch {
  sha: string;
  /** The entry's files on it. */
  files: EntryFiles;
}

/** The own open pull request. */
export interface OwnPull {
  pull: OpenPull;
  head: Repository;
  branch: SeenBranch;
  /** Its commits above the base; undefined where the list is cut or lags behind the branch. */
  commits: BranchCommit[] | undefined;
}

/** Everything that a publish needs to know of a catalog on GitHub before it decides anything. */
export interface Survey {
  catalog: Repository;
  /** Undefined for tokens that are no person's (Actions, Apps). */
  login: string | undefined;
  baseSha: string;
  /** Tree of the tip; undefined where the look did not tell it. */
  baseTree: string | undefined;
  layout: CatalogLayout;
  tip: EntryFiles;
  own: OwnPull | undefined;
  /** The other open pull requests against the base branch. */
  otherPulls: OpenPull[];
  /** The last pull request of the branch that is not open any more. */
  closed: { number: number; url: string; merged: boolean; headSha: string } | undefined;
  /** The user's direct fork, where the look found one. */
  fork: Repository | undefined;
  /** True where every direct fork of the user was told, so that no fork means none. */
  forksTold: boolean;
  /** The branch without an open pull request, by the repository's id; null where it is known not to be there. */
  branches: ReadonlyMap<number, SeenBranch | null>;
}
