import { type CommitFacts, isoSeconds } from './commit-text.js';
import type { Exchange } from './exchange.js';
import { notFound, unprocessable } from './failures.js';
import type { GitFolder } from './git-folder.js';
import { branchMoved } from './pull-request-state.js';
import { readCommits } from './render/commits.js';
import { changedFiles } from './render/diffs.js';
import type { BranchRule, Repository, World } from './world.js';

type Caller = Pick<Exchange, 'world' | 'token' | 'user'>;

export interface RefChange {
  ref: string;
  sha: string;
  force: boolean;
  /** Where the change comes from decides how GitHub words a missing `workflow` scope. */
  through: 'refs' | 'sync';
  /** Objects that the repository gets once nothing stands against the change. */
  bring?: { from: GitFolder; sha: string };
}

export function isValidRef(ref: string): boolean {
  if (!/^refs\/[^/]+\/./.test(ref)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids control characters in names
  return !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.lock(\/|$)|\.$|\/\./.test(ref);
}

export function rulesOf(repository: Repository, branch: string): BranchRule[] {
  return repository.rules.filter(({ branch: pattern }) =>
    pattern.endsWith('*') ? branch.startsWith(pattern.slice(0, -1)) : branch === pattern,
  );
}

function ruleViolation(text: string) {
  return unprocessable(`Repository rule violations found\n\n${text}\n\n`);
}

/** The commits that a ref would bring and no branch of the repository has. */
function newCommits(git: GitFolder, sha: string): CommitFacts[] {
  const ids = git.text(['rev-list', sha, '--not', '--branches', '--max-count=500']);
  return readCommits(git, ids === '' ? [] : ids.split('\n'));
}

function holdRules(world: World, repository: Repository, change: RefChange & { before: string | undefined }): void {
  const branch = change.ref.replace(/^refs\/heads\//, '');
  for (const rule of rulesOf(repository, branch)) {
    if (rule.type === 'pull_request') throw ruleViolation('Changes must be made through a pull request.');
    if (rule.type === 'creation' && change.before === undefined) {
      throw ruleViolation('Cannot create ref due to creations being restricted.');
    }
    if (rule.type === 'update' && change.before !== undefined) {
      throw ruleViolation('Cannot update this protected ref.');
    }
    if (rule.type === 'non_fast_forward' && change.before !== undefined) {
      if (!repository.git.isAncestor(change.before, change.sha))
        throw ruleViolation('Cannot force-push to this branch');
    }
    if (rule.type === 'required_signatures') {
      const unsigned = newCommits(world.networkGit(repository), change.sha).filter(
        (commit) => !world.verifiedCommits.has(commit.sha),
      );
      if (unsigned.length > 0) throw ruleViolation('Commits must have verified signatures.');
    }
  }
}

/** Whether the token may bring changes to workflow files: a scope or a permission of its own. */
function mayChangeWorkflows({ token }: Caller): boolean {
  if (token === undefined) return false;
  if (token.kind === 'classic' || token.kind === 'oauth') return token.scopes.includes('workflow');
  return token.permissions['workflows'] === 'write';
}

/** The first workflow file that new commits of a ref change, compared with what the repository has. */
function changedWorkflow(git: GitFolder, sha: string, before: string | undefined): string | undefined {
  for (const commit of newCommits(git, sha)) {
    const from = commit.parents[0] ?? before ?? git.text(['mktree'], { input: '' });
    const touched = changedFiles(git, from, commit.sha).find((file) => file.path.startsWith('.github/workflows/'));
    if (touched !== undefined) return touched.path;
  }
  return undefined;
}

function holdWorkflowScope(
  caller: Caller,
  repository: Repository,
  change: RefChange & { before: string | undefined },
): void {
  if (mayChangeWorkflows(caller)) return;
  const path = changedWorkflow(caller.world.networkGit(repository), change.sha, change.before);
  if (path === undefined) return;
  // The git database says nothing but 404, which sends people looking in the wrong place.
  if (change.through === 'refs') throw notFound();
  const kind = caller.token?.kind;
  const who =
    kind === 'classic' || kind === 'fine-grained'
      ? 'a Personal Access Token'
      : kind === 'oauth'
        ? 'an OAuth App'
        : 'a GitHub App';
  const what = kind === 'classic' || kind === 'oauth' ? '`workflow` scope' : '`workflows` permission';
  throw unprocessable(`refusing to allow ${who} to create or update workflow \`${path}\` without ${what}`);
}

/** Moves or creates a ref under all of GitHub's rules, then tells the pull requests. */
export function changeRef(caller: Caller, repository: Repository, change: RefChange): void {
  const { world, user } = caller;
  const { git } = repository;
  const before = git.resolve(change.ref);
  if (change.ref.startsWith('refs/heads/')) {
    holdWorkflowScope(caller, repository, { ...change, before });
    holdRules(world, repository, { ...change, before });
  }
  if (before !== undefined && !change.force && !world.networkGit(repository).isAncestor(before, change.sha)) {
    throw unprocessable('Update is not a fast forward');
  }
  if (change.bring !== undefined) git.run(['fetch', '--quiet', '--no-tags', change.bring.from.path, change.bring.sha]);
  git.run(['update-ref', change.ref, change.sha]);
  if (change.ref.startsWith('refs/heads/') && user !== undefined) {
    const branch = change.ref.slice('refs/heads/'.length);
    branchMoved(world, { repository, branch, before, after: change.sha, by: user });
  }
}

export function deleteRef(caller: Caller, repository: Repository, ref: string): void {
  const before = repository.git.resolve(ref);
  if (before === undefined) throw unprocessable('Reference does not exist');
  const branch = ref.replace(/^refs\/heads\//, '');
  if (rulesOf(repository, branch).some((rule) => rule.type === 'deletion')) {
    throw ruleViolation('Cannot delete this protected ref.');
  }
  repository.git.run(['update-ref', '-d', ref]);
  if (ref.startsWith('refs/heads/') && caller.user !== undefined) {
    branchMoved(caller.world, { repository, branch, before, after: undefined, by: caller.user });
  }
}

/** A time as git keeps it; a caller's own time zone is not kept. */
export function gitTime(text: unknown, otherwise: string): string {
  const time = Date.parse(String(text));
  return Number.isNaN(time) ? otherwise : isoSeconds(time);
}
