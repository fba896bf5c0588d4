import { changedFiles, type SubmissionOutcome } from '../catalog-repository/catalog-view.js';
import { isFailure } from './github-failure.js';
import type { GitHubSubmission } from './github-submission.js';
import { decorate, openPull, updatePull, verifyPull } from './pull-request.js';
import { pushHead } from './push-head.js';
import type { Repository } from './repository.js';

/** Head, commit, pull request, label, verification; each looks at GitHub before it writes. */
export async function submitToGitHub(submission: GitHubSubmission): Promise<SubmissionOutcome> {
  const { github, plan, view } = submission;
  const { catalog, own } = submission.survey;
  const { head, headSha, warnings: pushing } = await pushHead(submission);
  const compareUrl = comparison({ catalog, head, base: view.baseBranch, branch: plan.branch });
  const target = { catalog, head, base: view.baseBranch, plan };
  let opened: Awaited<ReturnType<typeof openPull>>;
  try {
    opened = own ? { pull: own.pull, existed: true, warnings: [] } : await openPull(github, target);
    if (opened.existed) opened.warnings.push(...(await updatePull(github, catalog, { pull: opened.pull, plan })));
  } catch (thrown) {
    if (!isFailure(thrown, 'permission', 'policy', 'not-found', 'missing-scope')) throw thrown;
    if (own) throw thrown;
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
