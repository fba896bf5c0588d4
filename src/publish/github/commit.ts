import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import type { EntryFiles } from '../catalog-repository/catalog-view.js';
import { type GitHub, repeatable } from './client.js';
import { isFailure } from './github-failure.js';
import { branchHead, type RepositoryName } from './repository.js';

export interface CommitRequest {
  parent: { sha: string; tree: string };
  files: EntryFiles;
  message: string;
}

/** Writes a commit; no branch moves. Twice the same request leaves nothing behind but an object nobody refers to. */
export async function writeCommit(
  github: GitHub,
  { owner, name }: RepositoryName,
  request: CommitRequest,
): Promise<string> {
  const tree = await github.request('POST /repos/{owner}/{repo}/git/trees', {
    owner,
    repo: name,
    base_tree: request.parent.tree,
    tree: [...request.files].map(([path, content]) => ({
      path,
      mode: '100644' as const,
      type: 'blob' as const,
      content,
    })),
    ...repeatable,
  });
  const commit = await github.request('POST /repos/{owner}/{repo}/git/commits', {
    owner,
    repo: name,
    message: request.message,
    tree: tree.data.sha,
    parents: [request.parent.sha],
    ...repeatable,
  });
  return commit.data.sha;
}

export interface SignedCommitRequest {
  branch: string;
  /** Where the branch must be. */
  expected: string;
  files: EntryFiles;
  message: string;
}

const signedCommit = `mutation SignedCommit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/** A commit that GitHub makes and signs, on top of a branch; for catalogs whose rules demand signatures. */
export async function writeSignedCommit(
  github: GitHub,
  { owner, name }: RepositoryName,
  request: SignedCommitRequest,
): Promise<string> {
  const [headline = '', ...body] = request.message.split('\n');
  const { createCommitOnBranch } = await github.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(
    signedCommit,
    {
      input: {
        branch: { repositoryNameWithOwner: `${owner}/${name}`, branchName: request.branch },
        message: { headline, body: body.join('\n').trim() },
        expectedHeadOid: request.expected,
        fileChanges: {
          additions: [...request.files].map(([path, text]) => ({
            path,
            contents: Buffer.from(text).toString('base64'),
          })),
        },
      },
    },
  );
  return createCommitOnBranch.commit.oid;
}

export interface Move {
  branch: string;
  /** Where the branch was when it was judged; undefined where there was none. */
  from: string | undefined;
  to: string;
}

const tries = 3;

/** Moves or makes a branch, if it still is where it was judged to be. Throws EnvironmentError (exit 7) where it is not. */
export async function moveBranch(
  github: GitHub,
  repository: RepositoryName,
  { branch, from, to }: Move,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    // A branch that must not be there is made or refused in one stroke; one that is there is looked at first.
    if (from !== undefined || attempt > 1) {
      const now = await branchHead(github, repository, branch);
      if (now === to) return;
      if (now !== from) throw movedMeanwhile(repository, branch);
    }
    try {
      return await setBranch(github, repository, { branch, from, to });
    } catch (thrown) {
      const lostRace = isFailure(thrown, 'validation') && /already exists|not exist/i.test(thrown.said);
      if (!(lostRace || isFailure(thrown, 'unavailable')) || attempt === tries) throw thrown;
    }
  }
}

async function setBranch(github: GitHub, { owner, name }: RepositoryName, { branch, from, to }: Move): Promise<void> {
  const where = { owner, repo: name };
  if (from === undefined) {
    await github.request('POST /repos/{owner}/{repo}/git/refs', { ...where, ref: `refs/heads/${branch}`, sha: to });
  } else {
    await github.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...where,
      ref: `heads/${branch}`,
      sha: to,
      force: true,
    });
  }
}

function movedMeanwhile({ owner, name }: RepositoryName, branch: string): EnvironmentError {
  return new EnvironmentError({
    code: 'BRANCH_MOVED',
    message: `The branch ${branch} of ${owner}/${name} moved while it was being published: another publish of the same provider may be running`,
    hint: 'Run the same command again: it looks at what is there now.',
    exitCode: exitCodes.conflict,
  });
}
