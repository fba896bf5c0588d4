import type { GitFolder } from './git-folder.js';
import { type ChangedFile, changedFiles } from './render/diffs.js';
import type { Account, PullRequest, Repository, World } from './world.js';

const known = new WeakMap<GitFolder, Map<string, ChangedFile[]>>();

/** The files of a pull request: what the head changed since it left the base. */
export function filesOf(pull: PullRequest): ChangedFile[] {
  const { git } = pull.repository;
  const ofRepository = known.get(git) ?? new Map<string, ChangedFile[]>();
  known.set(git, ofRepository);
  const key = `${pull.base.sha}...${pull.head.sha}`;
  const found = ofRepository.get(key);
  if (found !== undefined) return found;
  const files = changedFiles(git, key);
  ofRepository.set(key, files);
  return files;
}

export function mergeabilityOf(pull: PullRequest): boolean {
  return pull.repository.git.mergedTree(pull.base.sha, pull.head.sha) !== undefined;
}

/** Brings the head's objects into the base repository, where GitHub serves them as refs/pull/N/head. */
export function fetchHead(pull: PullRequest): void {
  const { git } = pull.repository;
  const ref = `refs/pull/${pull.number}/head`;
  const from = pull.head.repository;
  if (from === undefined || from === pull.repository) git.run(['update-ref', ref, pull.head.sha]);
  else git.run(['fetch', '--quiet', '--no-tags', from.git.path, `+${pull.head.sha}:${ref}`]);
}

export function close(world: World, pull: PullRequest): void {
  pull.state = 'closed';
  pull.closedAt = world.now();
  pull.updatedAt = pull.closedAt;
}

export function markMerged(world: World, pull: PullRequest, merge: { commit: string; by: Account }): void {
  close(world, pull);
  pull.merged = true;
  pull.mergeCommit = merge.commit;
  pull.mergedBy = merge.by;
  pull.mergedAt = pull.closedAt;
}

/** Why a closed pull request cannot be opened again, in GitHub's words; undefined where it can. */
export function reopenObstacle(pull: PullRequest): string | undefined {
  const branch = pull.head.branch;
  const now = pull.head.repository?.git.branch(branch);
  if (now === undefined) return `state cannot be changed. The ${branch} branch has been deleted.`;
  if (pull.closedForGood) return `state cannot be changed. The ${branch} branch was force-pushed or recreated.`;
  if (now !== pull.head.sha && !pull.head.repository?.git.isAncestor(pull.head.sha, now)) {
    return `state cannot be changed. The ${branch} branch was force-pushed or recreated.`;
  }
  const base = pull.repository.git.branch(pull.base.branch);
  if (base !== undefined && pull.repository.git.isAncestor(pull.head.sha, base)) {
    return `state cannot be changed. There are no new commits between ${pull.base.branch} and ${branch}.`;
  }
  return undefined;
}

/** One move of a branch; `after` is undefined where the branch is gone. */
export interface BranchMove {
  repository: Repository;
  branch: string;
  before: string | undefined;
  after: string | undefined;
  by: Account;
}

/** What GitHub does to pull requests when a branch moved. */
export function branchMoved(world: World, move: BranchMove): void {
  const { repository, branch, before, after } = move;
  if (before === after) return;
  repository.pushedAt = world.now();
  const from = world.requestCount + world.lag.newHead + 1;
  if (world.lag.newHead > 0) world.lateHeads.set(`${repository.id}:${branch}`, { before, from });
  for (const other of world.network(repository)) {
    for (const pull of other.pulls) {
      if (pull.state !== 'open') continue;
      if (pull.repository === repository && pull.base.branch === branch) baseMoved(world, pull, move);
      if (pull.head.repository === repository && pull.head.branch === branch) headMoved(world, pull, move);
    }
  }
}

/** A head that brings nothing any more closes its pull request for good; so does a deleted one. */
function headMoved(world: World, pull: PullRequest, { after }: BranchMove): void {
  if (after !== undefined) {
    pull.head.sha = after;
    pull.updatedAt = world.now();
    fetchHead(pull);
  }
  pull.closedForGood = after !== undefined && pull.repository.git.isAncestor(after, pull.base.sha);
  if (after === undefined || pull.closedForGood) close(world, pull);
}

/** A base that contains the head has merged it, whoever did that and however. */
function baseMoved(world: World, pull: PullRequest, { after, by }: BranchMove): void {
  if (after === undefined) {
    close(world, pull);
    return;
  }
  pull.base.sha = after;
  if (pull.repository.git.isAncestor(pull.head.sha, after)) markMerged(world, pull, { commit: after, by });
}
