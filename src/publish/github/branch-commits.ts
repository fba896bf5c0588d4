import type { BranchCommit } from '../submission/commit-trailer.js';

/** A commit as the REST API tells it, in the form that every kind of catalog shares. */
export function toBranchCommit(data: {
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
