import {
  type CatalogView,
  changedFiles,
  type SubmissionOutcome,
  type SubmissionPlan,
} from '../catalog-repository/catalog-view.js';
import type { GitHub } from './client.js';
import { isFailure } from './github-failure.js';
import type { OpenPull } from './open-pulls.js';
import { decorate, findPull, openPull, type Pull, updatePull, verifyPull } from './pull-request.js';
import { pushHead } from './push-head.js';
import type { Repository } from './repository.js';

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
  const { head, headSha, warnings: pushing } = await pushHead(submission);
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
    return { action: 'manual', url: null, compareUrl, headSha, warnings: [...pushing, warning] };
  }
  const warnings = [...pushing, ...opened.warnings, ...(await decorate(github, catalog, opened.pull.number))];
  const paths = [...changedFiles(plan.files, view.tip).keys()];
  await verifyPull(github, catalog, { number: opened.pull.number, headSha, paths });
  return { action: opened.existed ? 'updated' : 'created', url: opened.pull.url, headSha, warnings };
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
