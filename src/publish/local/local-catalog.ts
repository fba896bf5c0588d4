import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { readIfExists, writeFileAtomic } from '../../foundation/files.js';
import { GitRepository, type Identity } from '../../foundation/git/git-repository.js';
import type { RunContext } from '../../foundation/run-context.js';
import {
  type CatalogRepository,
  type CatalogView,
  changedFiles,
  type EntryFiles,
  type OpenSubmission,
  type SubmissionOutcome,
  type SubmissionPlan,
} from '../catalog-repository/catalog-view.js';
import {
  type CatalogLayout,
  entryPaths,
  isDirectoryEntry,
  layoutOf,
  pathList,
  singleFilePath,
} from '../catalog-repository/layout.js';
import { foreignWork } from '../publish-decision.js';
import { replaceGenerated } from '../pull-request/kept-text.js';
import { branchName, foreignCommits } from '../submission/commit-trailer.js';

export interface LocalCatalogOptions {
  path: string;
  /** For commits where git knows no identity of the user. */
  fallbackIdentity: Identity;
}

/**
 * A catalog in a git repository on this machine. The branch is made with git's object commands, so that the checkout, the
 * index, HEAD and the work tree stay as they are; the pull request's text is kept beside, in
 * `<git dir>/vrtg-provider/pull-requests/<branch>.md`, where no checkout or clean touches it. A submission is open as long
 * as its branch holds another entry than the base branch.
 */
export class LocalCatalog implements CatalogRepository {
  private repository: GitRepository | undefined;

  constructor(
    private readonly options: LocalCatalogOptions,
    private readonly context: RunContext,
  ) {}

  async look(name: string): Promise<CatalogView> {
    const git = await this.git();
    const branch = branchName(name);
    const { baseBranch, baseSha } = await this.base(git, branch);
    const layout = await layoutAt(git, baseSha);
    const tip = await entryAt(git, baseSha, { layout, name });
    const headSha = await git.commit(`refs/heads/${branch}`);
    const view: CatalogView = {
      title: this.options.path,
      baseBranch,
      baseSha,
      layout,
      tip,
      others: [],
      warnings: [],
      addressOf: (path) => path,
    };
    const ahead = headSha === undefined ? [] : await git.commitsBetween(baseSha, headSha);
    if (headSha === undefined || ahead.length === 0) return view;
    const open: OpenSubmission = {
      url: pathToFileURL(this.textFile(git, branch)).href,
      headSha,
      files: await entryAt(git, headSha, { layout, name }),
      title: '',
      body: readIfExists(this.textFile(git, branch)) ?? '',
      foreignCommits: foreignCommits(ahead),
    };
    return sameText(open.files, tip) && open.foreignCommits.length === 0 ? view : { ...view, open };
  }

  steps({ branch, files }: SubmissionPlan, view: CatalogView): string[] {
    const paths = [...changedFiles(files, view.tip).keys()].join(', ');
    return [
      `commit ${paths} on ${view.baseBranch} (${view.baseSha.slice(0, 12)}) to the branch ${branch}`,
      `${view.open ? 'update' : 'write'} the pull request's text${this.repository ? ` at ${this.textFile(this.repository, branch)}` : ''}`,
    ];
  }

  async submit(plan: SubmissionPlan, view: CatalogView): Promise<SubmissionOutcome> {
    const git = await this.git();
    const from = await git.commit(`refs/heads/${plan.branch}`);
    const headSha = await this.ensureCommit(git, { plan, view, from });
    const file = this.textFile(git, plan.branch);
    const existing = view.open ? readIfExists(file) : undefined;
    writeFileAtomic(file, `${replaceGenerated(existing ?? '', plan.body).trimEnd()}\n`);
    await verify(git, { plan, view, headSha });
    return { action: view.open ? 'updated' : 'created', url: pathToFileURL(file).href, headSha, warnings: [] };
  }

  private async ensureCommit(
    git: GitRepository,
    { plan, view, from }: { plan: SubmissionPlan; view: CatalogView; from: string | undefined },
  ): Promise<string> {
    if (from !== undefined) {
      const ahead = await git.commitsBetween(view.baseSha, from);
      const files = await entryAt(git, from, { layout: view.layout, name: plan.name });
      const foreign = foreignCommits(ahead);
      if (ahead.length > 0 && foreign.length === 0 && sameText(files, plan.files)) return from;
      if (foreign.length > 0 && !plan.force) throw foreignWork(`The branch ${plan.branch}`, foreign);
    }
    const [checkout] = await git.checkoutsOf(plan.branch);
    if (checkout !== undefined) throw checkedOut(plan.branch, checkout);
    const to = await git.writeCommit({
      parent: view.baseSha,
      files: changedFiles(plan.files, view.tip),
      message: plan.commitMessage,
      identity: (await git.identity()) ?? this.options.fallbackIdentity,
      date: this.context.now(),
    });
    await git.moveBranch(plan.branch, { from, to });
    return to;
  }

  private async git(): Promise<GitRepository> {
    this.repository ??= await GitRepository.open(this.options.path, this.context);
    return this.repository;
  }

  /** The branch that pull requests go to: the origin's default where there is one, else main or master, else HEAD's. */
  private async base(git: GitRepository, own: string): Promise<{ baseBranch: string; baseSha: string }> {
    const head = await git.headBranch();
    const usual = ['main', 'master'];
    const candidates = (await git.isBare()) ? [head, ...usual] : [await git.originBranch(), ...usual, head];
    for (const name of candidates) {
      if (name === undefined || name === own) continue;
      const sha = (await git.commit(`refs/heads/${name}`)) ?? (await git.commit(`refs/remotes/origin/${name}`));
      if (sha !== undefined) return { baseBranch: name, baseSha: sha };
    }
    throw new EnvironmentError({
      code: 'CATALOG_EMPTY',
      message: `${this.options.path} has no branch with a commit that a pull request could go to`,
      hint: 'Make a first commit on main, for instance with: `git commit --allow-empty -m "Begin the catalog"`',
      exitCode: exitCodes.no,
    });
  }

  private textFile(git: GitRepository, branch: string): string {
    return join(git.gitDir, 'vrtg-provider', 'pull-requests', `${branch}.md`);
  }
}

async function layoutAt(git: GitRepository, sha: string): Promise<CatalogLayout> {
  const hasSingleFile = (await git.file(sha, singleFilePath)) !== undefined;
  const hasDirectories = hasSingleFile && (await git.paths(sha, 'providers')).some(isDirectoryEntry);
  return layoutOf({ hasSingleFile, hasDirectories });
}

async function entryAt(
  git: GitRepository,
  sha: string,
  { layout, name }: { layout: CatalogLayout; name: string },
): Promise<EntryFiles> {
  const files = new Map<string, string>();
  for (const path of pathList(entryPaths(layout, name)).sort()) {
    const text = await git.file(sha, path);
    if (text !== undefined) files.set(path, text);
  }
  return files;
}

function sameText(left: EntryFiles, right: EntryFiles): boolean {
  return left.size === right.size && [...left].every(([path, text]) => right.get(path) === text);
}

async function verify(
  git: GitRepository,
  { plan, view, headSha }: { plan: SubmissionPlan; view: CatalogView; headSha: string },
): Promise<void> {
  const at = await git.commit(`refs/heads/${plan.branch}`);
  const files = at === undefined ? new Map() : await entryAt(git, at, { layout: view.layout, name: plan.name });
  if (at === headSha && sameText(files, plan.files)) return;
  throw new EnvironmentError({
    code: 'NOT_VERIFIED',
    message: `The branch ${plan.branch} is at ${at ?? 'no commit'}, not at ${headSha} as it was written`,
    hint: 'Another program may be writing to the repository. Run the same command again.',
    exitCode: exitCodes.remote,
  });
}

function checkedOut(branch: string, folder: string): EnvironmentError {
  return new EnvironmentError({
    code: 'BRANCH_CHECKED_OUT',
    message: `The branch ${branch} is checked out in ${folder}; moving it would make that work tree look changed`,
    hint: `Switch to another branch there: \`git -C ${folder} switch -\``,
    exitCode: exitCodes.conflict,
  });
}
