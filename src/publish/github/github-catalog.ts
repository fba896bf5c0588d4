import type {
  CatalogRepository,
  CatalogView,
  OpenSubmission,
  SubmissionOutcome,
  SubmissionPlan,
} from '../catalog-repository/catalog-view.js';
import { entryPaths } from '../catalog-repository/layout.js';
import { branchName, foreignCommits } from '../submission/commit-trailer.js';
import { commitsAhead } from './branch-commits.js';
import type { GitHub } from './client.js';
import { changedPaths, sameRepository } from './open-pulls.js';
import { submitToGitHub } from './submit.js';
import { surveyCatalog } from './survey/survey.js';
import type { Survey } from './survey/survey-types.js';

/** A catalog on GitHub. The remote is the only truth: `look` reads all of it, `submit` reads again before it moves anything. */
export class GitHubCatalog implements CatalogRepository {
  private survey: Survey | undefined;

  constructor(private readonly github: GitHub) {}

  async look(name: string): Promise<CatalogView> {
    const survey = await surveyCatalog(this.github, name);
    this.survey = survey;
    const { catalog, own, closed } = survey;
    const view: CatalogView = {
      title: catalog.fullName,
      baseBranch: catalog.defaultBranch,
      baseSha: survey.baseSha,
      layout: survey.layout,
      tip: survey.tip,
      others: await this.othersOf(name, survey),
      warnings: this.renamingWarning(survey),
      addressOf: (path) => `${catalog.url}/blob/${catalog.defaultBranch}/${path}`,
    };
    if (own) return { ...view, open: await this.submission(survey) };
    const left = leftBranch(survey, branchName(name));
    return {
      ...view,
      ...(closed && !closed.merged && { closedUnmerged: { number: closed.number, url: closed.url } }),
      ...(left && { left }),
    };
  }

  steps({ branch, files }: SubmissionPlan, view: CatalogView): string[] {
    const { catalog, own, login, fork } = this.surveyed();
    const where = own?.head ?? (catalog.canPush || login === undefined ? catalog : fork);
    return [
      ...(where ? [] : [`find your fork of ${catalog.fullName}, or create it`]),
      `commit ${[...files.keys()].join(', ')} on ${view.baseSha.slice(0, 12)} to ${where?.fullName ?? 'the fork'}, branch ${branch}`,
      own ? `update ${own.pull.url}` : `open a pull request against ${catalog.fullName}, branch ${view.baseBranch}`,
    ];
  }

  async submit(plan: SubmissionPlan, view: CatalogView): Promise<SubmissionOutcome> {
    return submitToGitHub({ github: this.github, survey: this.surveyed(), plan, view });
  }

  private surveyed(): Survey {
    if (!this.survey) throw new Error('look comes before submit');
    return this.survey;
  }

  private renamingWarning({ catalog }: Survey): string[] {
    const { owner, name } = this.github.address;
    if (sameRepository(catalog, { owner, name })) return [];
    return [`${owner}/${name} is now ${catalog.fullName}: name it so with --catalog.`];
  }

  private async othersOf(name: string, { otherPulls, catalog, layout }: Survey): Promise<CatalogView['others']> {
    const { metadata, report } = entryPaths(layout, name);
    const isOfProvider = (path: string) =>
      layout === 'directories' ? path.startsWith(`${metadata.replace(/\/[^/]*$/, '')}/`) : path === report;
    const others: CatalogView['others'] = [];
    for (const pull of otherPulls) {
      const touches = pull.headBranch === branchName(name) || pull.paths.some(isOfProvider);
      const unseen = !touches && pull.hasMorePaths ? await changedPaths(this.github, catalog, pull.number) : [];
      if (touches || unseen.some(isOfProvider)) others.push({ url: pull.url, author: pull.author });
    }
    return others;
  }

  private async submission({ catalog, own }: Survey): Promise<OpenSubmission> {
    if (!own) throw new Error('there is no open pull request');
    const { pull, head, branch } = own;
    const commits =
      own.commits ??
      (await commitsAhead(this.github, catalog, { owner: head.owner, branch: pull.headBranch, sha: branch.sha }));
    const { url, title, body } = pull;
    return { url, headSha: branch.sha, title, body, files: branch.files, foreignCommits: foreignCommits(commits) };
  }
}

/** A branch that no pull request was closed or merged with: of a run that died, or of one that GitHub does not list yet. */
function leftBranch({ catalog, fork, branches, closed }: Survey, branch: string): CatalogView['left'] {
  const where = catalog.canPush ? catalog : fork;
  const seen = where && branches.get(where.id);
  if (!seen || seen.sha === closed?.headSha) return undefined;
  return { title: `the branch ${branch} of ${where.fullName}`, files: seen.files };
}
