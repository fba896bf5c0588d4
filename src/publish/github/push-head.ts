import { changedFiles, type ForeignCommit } from '../catalog-repository/catalog-view.js';
import { foreignWork } from '../publish-decision.js';
import { foreignCommits } from '../submission/commit-trailer.js';
import { commitsAhead } from './branch-commits.js';
import { moveBranch, writeCommit, writeSignedCommit } from './commit.js';
import { isSeen, type Parent, type ParentSearch, sameFiles, sharedParent, tipAsParent } from './commit-parent.js';
import { readEntry } from './entry-reading.js';
import { ensureFork, forkingRefused } from './fork.js';
import { type GitHubFailure, isFailure } from './github-failure.js';
import type { GitHubSubmission } from './github-submission.js';
import { branchHead, type Repository, treeOf } from './repository.js';

export interface PushedHead {
  head: Repository;
  headSha: string;
  warnings: string[];
}

/** The commit on the branch: of the catalog itself where the token may push there, else of the user's fork. */
export async function pushHead(submission: GitHubSubmission): Promise<PushedHead> {
  const { github, survey } = submission;
  const { catalog, login, own } = survey;
  if (own) return pushedTo(submission, own.head);
  if (!catalog.canPush && login !== undefined)
    return pushedTo(submission, survey.fork ?? (await ensureFork(github, survey, login)));
  try {
    return await pushedTo(submission, catalog);
  } catch (thrown) {
    // What a person may do, a fine-grained token of that person need not be allowed to.
    if (!isFailure(thrown, 'permission', 'policy')) throw thrown;
    if (login === undefined) throw catalog.canPush ? thrown : forkingRefused(github, catalog, thrown.said);
    if (login.toLowerCase() === catalog.owner.toLowerCase()) throw thrown;
    const fork = await forkInstead(submission, login, thrown);
    const warning = `Nothing could be pushed to ${catalog.fullName} (${thrown.said}): the fork ${fork.fullName} is used.`;
    const pushed = await pushedTo(submission, fork);
    return { ...pushed, warnings: [warning, ...pushed.warnings] };
  }
}

async function forkInstead(
  { github, survey }: GitHubSubmission,
  login: string,
  refused: GitHubFailure,
): Promise<Repository> {
  try {
    return survey.fork ?? (await ensureFork(github, survey, login));
  } catch (thrown) {
    throw isFailure(thrown, 'permission', 'policy', 'not-found') ? refused : thrown;
  }
}

async function pushedTo(submission: GitHubSubmission, head: Repository): Promise<PushedHead> {
  return { head, headSha: await ensureCommit(submission, head), warnings: [] };
}

/** The head commit with exactly the planned files, on the branch. */
async function ensureCommit(submission: GitHubSubmission, head: Repository): Promise<string> {
  const { github, plan, view } = submission;
  const branch = await stateOfBranch(submission, head);
  const from = branch?.sha;
  if (branch) {
    if (branch.isAhead && sameFiles(branch.files, plan.files) && branch.foreign.length === 0) return branch.sha;
    if (branch.foreign.length > 0 && !plan.force)
      throw foreignWork(`The branch ${plan.branch} of ${head.fullName}`, branch.foreign);
  }
  const search: ParentSearch = { github, survey: submission.survey, head, view, name: plan.name };
  const commitOn = async (parent: Parent) => {
    const to = await writeCommit(github, head, {
      parent,
      files: changedFiles(plan.files, view.tip),
      message: plan.commitMessage,
    });
    await moveBranch(github, head, { branch: plan.branch, from, to });
    return to;
  };
  const tip = await tipAsParent(search);
  if (!tip) return commitOn(await sharedParent(search));
  try {
    return await commitOn(tip);
  } catch (thrown) {
    if (isFailure(thrown, 'policy') && /signature|signed|verified/i.test(thrown.said)) {
      return signedInstead(submission, { head, from, parent: tip.sha });
    }
    // Where branches only grow, the new version goes on top of what was submitted before.
    if (branch && isFailure(thrown, 'policy') && /force.?push|fast.?forward/i.test(thrown.said)) {
      const tree = await treeOf(github, head, branch.sha);
      if (tree === undefined) throw thrown;
      const own = changedFiles(plan.files, branch.files);
      const to = await writeCommit(github, head, {
        parent: { sha: branch.sha, tree },
        files: own,
        message: plan.commitMessage,
      });
      await moveBranch(github, head, { branch: plan.branch, from, to });
      return to;
    }
    // What was brought to the fork a moment ago need not be there for every part of GitHub.
    if (tip.isNew && isFailure(thrown, 'not-found', 'validation') && (await isSeen(search))) return commitOn(tip);
    // A token without the workflow scope cannot bring the catalog's newer workflows to a fork.
    if (!isFailure(thrown, 'missing-scope') || head.id === submission.survey.catalog.id) throw thrown;
    return commitOn(await sharedParent(search));
  }
}

/** GitHub signs what it commits itself; such a commit goes on top of the branch, which stays where it is. */
async function signedInstead(
  { github, plan, view }: GitHubSubmission,
  { head, from, parent }: { head: Repository; from: string | undefined; parent: string },
): Promise<string> {
  // Without an open pull request the branch may begin anew at the tip; with one, GitHub would close it for good.
  if (!view.open) await moveBranch(github, head, { branch: plan.branch, from, to: parent });
  const expected = view.open && from !== undefined ? from : parent;
  const at = view.open ? view.open.files : view.tip;
  return writeSignedCommit(github, head, {
    branch: plan.branch,
    expected,
    files: changedFiles(plan.files, at),
    message: plan.commitMessage,
  });
}

interface BranchState {
  sha: string;
  isAhead: boolean;
  files: ReadonlyMap<string, string>;
  foreign: ForeignCommit[];
}

/** The branch as it was judged, or as it is now where nobody looked yet; undefined where there is none. */
async function stateOfBranch(
  { github, survey, plan, view }: GitHubSubmission,
  head: Repository,
): Promise<BranchState | undefined> {
  const { own, catalog, branches } = survey;
  if (view.open && own?.head.id === head.id) {
    return { ...own.branch, isAhead: true, foreign: view.open.foreignCommits };
  }
  const seen = branches.get(head.id);
  if (seen === null) return undefined;
  const sha = seen?.sha ?? (await branchHead(github, head, plan.branch));
  if (sha === undefined) return undefined;
  const place = { owner: head.owner, name: head.name, sha };
  const [commits, files] = await Promise.all([
    commitsAhead(github, catalog, { owner: head.owner, branch: plan.branch, sha }),
    seen?.files ?? readEntry(github, place, { layout: view.layout, name: plan.name }),
  ]);
  return { sha, files, isAhead: commits.length > 0, foreign: foreignCommits(commits) };
}
