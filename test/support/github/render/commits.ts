import { type CommitFacts, parseCommit, type Signature } from '../commit-text.js';
import type { Json } from '../exchange.js';
import type { GitFolder } from '../git-folder.js';
import { type Account, fullName, type Repository, type World } from '../world.js';
import { nodeId, simpleUser } from './accounts.js';
import type { ChangedFile } from './diffs.js';

export function readCommits(git: GitFolder, ids: readonly string[]): CommitFacts[] {
  if (ids.length === 0) return [];
  return git.readAll(ids).map((object, at) => {
    if (object === undefined) throw new Error(`no commit ${ids[at]}`);
    return parseCommit(ids[at] ?? '', object.content);
  });
}

/** Whose account a commit belongs to: by the address, or by GitHub's own no-reply address. */
export function accountOf(world: World, signature: Signature): Account | undefined {
  const login = /^(?:\d+\+)?([^@]+)@users\.noreply\./.exec(signature.email)?.[1];
  return world.accounts.find((each) => each.email === signature.email) ?? (login ? world.account(login) : undefined);
}

export function verification(world: World, commit: CommitFacts): Json {
  const verified = world.verifiedCommits.has(commit.sha);
  return {
    verified,
    reason: verified ? 'valid' : commit.signature === undefined ? 'unsigned' : 'unknown_key',
    signature: commit.signature ?? null,
    payload: null,
    verified_at: verified ? commit.committer.date : null,
  };
}

/** The shape `git-commit` of the git database. */
export function gitCommit(world: World, repository: Repository, commit: CommitFacts): Json {
  const url = `${world.api}/repos/${fullName(repository)}/git`;
  const html = `${world.origin}/${fullName(repository)}/commit`;
  return {
    sha: commit.sha,
    node_id: nodeId('C', repository.id) + commit.sha,
    url: `${url}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    message: commit.message.trimEnd(),
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/commits/${sha}`, html_url: `${html}/${sha}` })),
    verification: verification(world, commit),
  };
}

/** The shape `commit` of the repository API; with its files where it is asked for alone. */
export function repositoryCommit(
  world: World,
  repository: Repository,
  commit: CommitFacts,
  files?: readonly ChangedFile[],
): Json {
  const url = `${world.api}/repos/${fullName(repository)}`;
  const html = `${world.origin}/${fullName(repository)}/commit`;
  const person = (signature: Signature) => {
    const account = accountOf(world, signature);
    return account === undefined ? null : simpleUser(world, account);
  };
  const additions = files?.reduce((sum, file) => sum + file.additions, 0) ?? 0;
  const deletions = files?.reduce((sum, file) => sum + file.deletions, 0) ?? 0;
  return {
    sha: commit.sha,
    node_id: nodeId('C', repository.id) + commit.sha,
    url: `${url}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message.trimEnd(),
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verification(world, commit),
    },
    author: person(commit.author),
    committer: person(commit.committer),
    parents: commit.parents.map((sha) => ({ sha, url: `${url}/commits/${sha}`, html_url: `${html}/${sha}` })),
    ...(files !== undefined && {
      stats: { total: additions + deletions, additions, deletions },
      files: files.map((file) => file.rendered(world, repository, commit.sha)),
    }),
  };
}
