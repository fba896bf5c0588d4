import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import type {
  CatalogRepository,
  CatalogView,
  OpenSubmission,
  SubmissionOutcome,
  SubmissionPlan,
} from '../catalog-repository/catalog-view.js';
import { entryPaths } from '../catalog-repository/layout.js';
import { type BranchCommit, branchName, foreignCommits } from '../submission/commit-trailer.js';
import { toBranchCommit } from './branch-commits.js';
import type { GitHub } from './client.js';
import { readEntry, readLayout } from './entry-reading.js';
import { changedPaths, type OpenPull, openPulls, sameRepository } from './open-pulls.js';
import { branchHead, catalogRepository, findRepository, type Repository, viewerLogin } from './repository.js';
import { submitToGitHub } from './submit.js';

/** A catalog on GitHub. The remote is the only truth: `look` reads all of it, `submit` reads again before each write. */
export class GitHubCatalog implements CatalogRepository {
  private known:
    | { catalog: Repository; login: string | undefined; head: Repository | undefined; pull: OpenPull | undefined }
    | undefined;

  constructor(private readonly github: GitHub) {}

  async look(name: string): Promise<CatalogView> {
    const { github } = this;
    const login = await viewerLogin(github);
    const catalog = await catalogRepository(github);
    const warnings = this.renamingWarning(catalog);
    const baseSha = await branchHead(github, catalog, catalog.defaultBranch);
    if (baseSha === undefined) throw emptyCatalog(catalog);
    const place = { owner: catalog.owner, name: catalog.name, sha: baseSha };
    const [layout, pulls] = await Promise.all([
      readLayout(github, place),
      openPulls(github, catalog, catalog.defaultBranch),
    ]);
    const tip = await readEntry(github, place, { layout, name });
    const branch = branchName(name);
    const own = pulls.find((pull) => pull.headBranch === branch && this.isOwn(pull, catalog, login));
    const head = own?.head ? await findRepository(github, own.head) : undefined;
    this.known = { catalog, login, head, pull: own };
    const others = await this.othersOf(name, { pulls: pulls.filter((pull) => pull !== own), catalog, layout });
    const addressOf = (path: string) => `${catalog.url}/blob/${catalog.defaultBranch}/${path}`;
    const view: CatalogView = {
      title: catalog.fullName,
      baseBranch: catalog.defaultBranch,
      baseSha,
      layout,
      tip,
      others,
      warnings,
      addressOf,
    };
    if (own && head) return { ...view, open: await this.submission(own, { catalog, head, layout, name }) };
    const closedUnmerged = await this.lastClosed(
      catalog,
      catalog.canPush ? catalog.owner : (login ?? catalog.owner),
      branch,
    );
    return { ...view, ...(closedUnmerged && { closedUnmerged }) };
  }

  steps({ branch, files }: SubmissionPlan, view: CatalogView): string[] {
    const { catalog, head, pull, login } = this.state();
    const where = head ?? (catalog.canPush || login === undefined ? catalog : undefined);
    return [
      ...(where ? [] : [`find your fork of ${catalog.fullName}, or create it`]),
      `commit ${[...files.keys()].join(', ')} on ${view.baseSha.slice(0, 12)} to ${where?.fullName ?? 'the fork'}, branch ${branch}`,
      pull ? `update ${pull.url}` : `open a pull request against ${catalog.fullName}, branch ${view.baseBranch}`,
    ];
  }

  async submit(plan: SubmissionPlan, view: CatalogView): Promise<SubmissionOutcome> {
    return submitToGitHub({ github: this.github, ...this.state(), plan, view });
  }

  private state() {
    if (!this.known) throw new Error('look comes before submit');
    return this.known;
  }

  private renamingWarning(catalog: Repository): string[] {
    const { owner, name } = this.github.address;
    if (sameRepository(catalog, { owner, name })) return [];
    return [`${owner}/${name} is now ${catalog.fullName}: name it so with --catalog.`];
  }

  private isOwn({ head }: OpenPull, catalog: Repository, login: string | undefined): boolean {
    if (!head) return false;
    // What a token of Actions or an App may do is not told; its branch is in the catalog, or nowhere.
    if (sameRepository(head, catalog)) return catalog.canPush || login === undefined;
    return login !== undefined && head.owner.toLowerCase() === login.toLowerCase();
  }

  private async othersOf(
    name: string,
    { pulls, catalog, layout }: { pulls: OpenPull[]; catalog: Repository; layout: CatalogView['layout'] },
  ): Promise<CatalogView['others']> {
    const { metadata, report } = entryPaths(layout, name);
    const isOfProvider = (path: string) =>
      layout === 'directories' ? path.startsWith(`${metadata.replace(/\/[^/]*$/, '')}/`) : path === report;
    const others: CatalogView['others'] = [];
    for (const pull of pulls) {
      const touches = pull.headBranch === branchName(name) || pull.paths.some(isOfProvider);
      const unseen = !touches && pull.hasMorePaths ? await changedPaths(this.github, catalog, pull.number) : [];
      if (touches || unseen.some(isOfProvider)) others.push({ url: pull.url, author: pull.author });
    }
    return others;
  }

  private async submission(
    pull: OpenPull,
    {
      catalog,
      head,
      layout,
      name,
    }: { catalog: Repository; head: Repository; layout: CatalogView['layout']; name: string },
  ): Promise<OpenSubmission> {
    const [files, commits] = await Promise.all([
      readEntry(this.github, { owner: head.owner, name: head.name, sha: pull.headSha }, { layout, name }),
      this.commitsOf(catalog, pull.number),
    ]);
    const { url, headSha, title, body } = pull;
    return { url, headSha, title, body, files, foreignCommits: foreignCommits(commits) };
  }

  private async commitsOf({ owner, name }: Repository, pull: number): Promise<BranchCommit[]> {
    const { data } = await this.github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', {
      owner,
      repo: name,
      pull_number: pull,
      per_page: 100,
    });
    return data.map(toBranchCommit);
  }

  private async lastClosed(catalog: Repository, owner: string, branch: string): Promise<CatalogView['closedUnmerged']> {
    const { data } = await this.github.request('GET /repos/{owner}/{repo}/pulls', {
      owner: catalog.owner,
      repo: catalog.name,
      state: 'closed',
      head: `${owner}:${branch}`,
      sort: 'updated',
      direction: 'desc',
      per_page: 10,
    });
    const last = data.find(
      ({ head }) => head.ref === branch && (head.user?.login ?? owner).toLowerCase() === owner.toLowerCase(),
    );
    return last && !last.merged_at ? { number: last.number, url: last.html_url } : undefined;
  }
}

function emptyCatalog({ fullName, defaultBranch }: Repository): EnvironmentError {
  return new EnvironmentError({
    code: 'CATALOG_EMPTY',
    message: `${fullName} has no commit on ${defaultBranch} yet`,
    hint: 'Those who look after the catalog must push a first commit.',
    exitCode: exitCodes.remote,
  });
}
