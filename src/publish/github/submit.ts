import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import {
  type CatalogView,
  changedFiles,
  type ForeignCommit,
  type SubmissionOutcome,
  type SubmissionPlan,
} from '../catalog-repository/catalog-view.js';
import { foreignWork } from '../publish-decision.js';
import { foreignCommits } from '../submission/commit-trailer.js';
import { toBranchCommit } from './branch-commits.js';
import type { GitHub } from './client.js';
import { moveBranch, writeCommit } from './commit.js';
import { type Parent, type ParentSearch, sameFiles, sharedParent, tipAsParent } from './commit-parent.js';
import { readEntry } from './entry-reading.js';
import { ensureFork } from './fork.js';
import { isFailure } from './github-failure.js';
import type { OpenPull } from './open-pulls.js';
import { decorate, findPull, openPull, type Pull, updatePull, verifyPull } from './pull-request.js';
import { branchHead, type Repository } from './repository.js';

export interface GitHubSubmission {
  github: GitHub;
  catalog: Repository;
  login: string | undefined;
  /** The repository of the open pull request's head, where there is one. */
  head: Repository | undefined;
  pull: OpenPull | undefined;
  plan: SubmissionPlan;
  view: CatalogView;
}

/** Head, commit, pull request, label, verification; each looks at GitHub before it writes. */
export async function submitToGitHub(submission: GitHubSubmission): Promise<SubmissionOutcome> {
  const { github, catalog, plan, view } = submission;
  const head = submission.head ?? (await headRepository(submission));
  const headSha = await ensureCommit(submission, head);
  const compareUrl = comparison({ catalog, head, base: view.baseBranch, branch: plan.branch });
  const target = { catalog, head, base: view.baseBranch, plan };
  let opened: Awaited<ReturnType<typeof openPull>>;
  try {
    const existing: Pull | undefined = submission.pull ?? (await findPull(github, target));
    opened = existing ? { pull: existing, existed: true, warnings: [] } : await openPull(github, target);
    if (opened.existed) await updatePull(github, catalog, { pull: opened.pull, plan });
  } catch (thrown) {
    if (!isFailure(thrown, 'permission', 'policy', 'not-found', 'missing-scope')) throw thrown;
    if (submission.pull) throw thrown;
    const warning = `The branch is pushed, but the pull request could not be opened: ${thrown.said}`;
    return { action: 'manual', url: null, compareUrl, headSha, warnings: [warning] };
  }
  const warnings = [...opened.warnings, ...(await decorate(github, catalog, opened.pull.number))];
  const paths = [...changedFiles(plan.files, view.tip).keys()];
  await verifyPull(github, catalog, { number: opened.pull.number, headSha, paths });
  return { action: opened.existed ? 'updated' : 'created', url: opened.pull.url, headSha, warnings };
}

/** The catalog itself where the token may push, else the user's fork. */
async function headRepository({ github, catalog, login }: GitHubSubmission): Promise<Repository> {
  return catalog.canPush || login === undefined ? catalog : ensureFork(github, catalog, login);
}

/** The head commit with exactly the planned files, on the branch. */
async function ensureCommit(submission: GitHubSubmission, head: Repository): Promise<string> {
  const { github, catalog, plan, view } = submission;
  const from = await branchHead(github, head, plan.branch);
  const judged = view.open?.headSha;
  if (view.open && from !== judged)
    throw conflict(
      'BRANCH_MOVED',
      `The branch ${plan.branch} of ${head.fullName} moved since it was looked at`,
      'Run the same command again.',
    );
  if (from !== undefined) {
    const branch = await stateOfBranch(submission, { head, sha: from });
    if (branch.isAhead && sameFiles(branch.files, plan.files) && branch.foreign.length === 0) return from;
    if (branch.foreign.length > 0 && !plan.force)
      throw foreignWork(`The branch ${plan.branch} of ${head.fullName}`, branch.foreign);
  }
  const search: ParentSearch = { github, catalog, head, view, name: plan.name };
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
    // A token without the workflow scope cannot bring the catalog's newer workflows to a fork.
    if (!isFailure(thrown, 'missing-scope') || head.id === catalog.id) throw thrown;
    return commitOn(await sharedParent(search));
  }
}

interface BranchState {
  isAhead: boolean;
  files: ReadonlyMap<string, string>;
  foreign: ForeignCommit[];
}

async function stateOfBranch(
  { github, catalog, plan, view }: GitHubSubmission,
  { head, sha }: { head: Repository; sha: string },
): Promise<BranchState> {
  const [comparison, files] = await Promise.all([
    github.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
      owner: catalog.owner,
      repo: catalog.name,
      basehead: `${view.baseBranch}...${head.owner}:${plan.branch}`,
    }),
    readEntry(github, { owner: head.owner, name: head.name, sha }, { layout: view.layout, name: plan.name }),
  ]);
  const { ahead_by, commits } = comparison.data;
  return { isAhead: ahead_by > 0, files, foreign: foreignCommits(commits.map(toBranchCommit)) };
}

function comparison({
  catalog,
  head,
  base,
  branch,
}: {
  catalog: Repository;
  head: Repository;
  base: string;
  branch: string;
}): string {
  const from = head.id === catalog.id ? branch : `${head.owner}:${branch}`;
  return `${catalog.url}/compare/${encodeURIComponent(base)}...${from}?expand=1`;
}

function conflict(code: string, message: string, hint: string): EnvironmentError {
  return new EnvironmentError({ code, message, hint, exitCode: exitCodes.conflict });
}
