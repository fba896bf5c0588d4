import type { BranchCommit } from '../submission/commit-trailer.js';
import type { GitHub } from './client.js';
import type { Repository } from './repository.js';
import { lookUntil } from './retries.js';

const lagDelaysMs = [500, 1_500, 4_000];

/**
 * The commits that a branch has more than the catalog's base branch, at most the 250 that GitHub tells. Comparisons may
 * lag behind the branch, so the answer counts only once it ends with the branch's head or says that nothing is ahead.
 */
export async function commitsAhead(
  github: GitHub,
  catalog: Repository,
  { owner, branch, sha }: { owner: string; branch: string; sha: string },
): Promise<BranchCommit[]> {
  let seen: BranchCommit[] = [];
  const current = await lookUntil(
    async () => {
      const { data } = await github.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        owner: catalog.owner,
        repo: catalog.name,
        basehead: `${catalog.defaultBranch}...${owner}:${branch}`,
      });
      seen = data.commits.map(toBranchCommit);
      return seen.length === 0 || seen.some((commit) => commit.sha === sha) ? seen : undefined;
    },
    { delaysMs: lagDelaysMs, signal: github.signal },
  );
  return current ?? seen;
}

/** A commit as the REST API tells it, in the form that every kind of catalog shares. */
function toBranchCommit(data: {
  sha: string;
  parents: { sha: string }[];
  commit: { message: string; author: { name?: string | undefined; email?: string | undefined } | null };
}): BranchCommit {
  const { name = 'unknown', email } = data.commit.author ?? {};
  return {
    sha: data.sha,
    parents: data.parents.map(({ sha }) => sha),
    author: email ? `${name} <${email}>` : name,
    message: data.commit.message,
  };
}
