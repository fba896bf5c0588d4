import { type CommitFacts, parseCommit, type Signature } from '../commit-text.js';
import { nodeId } from '../render/accounts.js';
import { accountOf } from '../render/commits.js';
import { changedFiles } from '../render/diffs.js';
import { fullName, type Repository } from '../world.js';
import { accountView } from './account-views.js';
import { connection, type PageArguments } from './connection.js';
import type { View } from './context.js';
import { pullView } from './pull-views.js';
import { repositoryView } from './repository-views.js';

/** A git object of any type by its id; null where the repository has none. */
export function objectView(view: View, repository: Repository, sha: string | undefined): unknown {
  if (sha === undefined) return null;
  const object = repository.git.read(sha);
  if (object === undefined) return null;
  const shared = {
    id: `${nodeId('GO', repository.id)}${sha}`,
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    commitUrl: `${view.world.origin}/${fullName(repository)}/commit/${sha}`,
    repository: () => repositoryView(view, repository),
  };
  if (object.type === 'blob') return { __typename: 'Blob', ...shared, ...blobFields(object.content) };
  if (object.type === 'tree')
    return { __typename: 'Tree', ...shared, entries: () => treeEntries(view, repository, sha) };
  return { __typename: 'Commit', ...shared, ...commitFields(view, repository, parseCommit(sha, object.content)) };
}

/** GitHub gives no text of binary files, and none beyond half a megabyte. */
function blobFields(content: Buffer) {
  const isBinary = content.subarray(0, 8000).includes(0);
  const isTruncated = content.length > 512_000;
  const text = isBinary ? null : content.subarray(0, 512_000).toString('utf8');
  return { byteSize: content.length, isBinary, isTruncated, text };
}

function treeEntries(view: View, repository: Repository, sha: string, folder = '') {
  return repository.git.tree(sha).map((entry) => ({
    name: entry.path,
    path: folder === '' ? entry.path : `${folder}/${entry.path}`,
    mode: Number.parseInt(entry.mode, 8),
    oid: entry.sha,
    size: entry.size ?? 0,
    type: entry.type,
    object: () => objectView(view, repository, entry.sha),
  }));
}

function gitActor(view: View, signature: Signature) {
  return {
    name: signature.name,
    email: signature.email,
    date: signature.date,
    user: () => {
      const account = accountOf(view.world, signature);
      return account?.kind === 'User' ? accountView(view, account) : null;
    },
  };
}

function commitFields(view: View, repository: Repository, commit: CommitFacts) {
  const [headline = '', ...rest] = commit.message.trimEnd().split('\n');
  const { git } = repository;
  const files = () => changedFiles(git, commit.parents[0] ?? git.text(['mktree'], { input: '' }), commit.sha);
  return {
    message: commit.message.trimEnd(),
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    authoredDate: commit.author.date,
    committedDate: commit.committer.date,
    author: gitActor(view, commit.author),
    committer: gitActor(view, commit.committer),
    url: `${view.world.origin}/${fullName(repository)}/commit/${commit.sha}`,
    tree: () => objectView(view, repository, commit.tree),
    additions: () => files().reduce((sum, file) => sum + file.additions, 0),
    deletions: () => files().reduce((sum, file) => sum + file.deletions, 0),
    parents: (args: PageArguments) =>
      connection('parents', commit.parents, args, (parent) => objectView(view, repository, parent)),
    history: (args: PageArguments & { path?: string | null }) => {
      const path = args.path ? ['--', args.path] : [];
      const ids = git.text(['rev-list', commit.sha, ...path]);
      return connection('history', ids === '' ? [] : ids.split('\n'), args, (sha) => objectView(view, repository, sha));
    },
    file: ({ path }: { path: string }) => {
      const entry = git.entry(commit.sha, path);
      if (entry === undefined) return null;
      const found = { name: entry.path.split('/').at(-1), path: entry.path, mode: Number.parseInt(entry.mode, 8) };
      const object = () => objectView(view, repository, entry.sha);
      return { ...found, oid: entry.sha, size: entry.size ?? 0, type: entry.type, object };
    },
  };
}

export function refView(view: View, repository: Repository, ref: string): unknown {
  const sha = repository.git.resolve(ref);
  if (sha === undefined) return null;
  const [, prefix = '', name = ''] = /^(refs\/[^/]+\/)(.+)$/.exec(ref) ?? [];
  const open = () =>
    repository.pulls.filter((pull) => pull.head.repository === repository && pull.head.branch === name);
  return {
    id: `${nodeId('REF', repository.id)}${Buffer.from(ref).toString('base64url')}`,
    name,
    prefix,
    target: () => objectView(view, repository, sha),
    repository: () => repositoryView(view, repository),
    associatedPullRequests: (args: PageArguments) =>
      connection('associatedPullRequests', open(), args, (pull) => pullView(view, pull)),
    compare: ({ headRef }: { headRef: string }) => compareView(view, repository, sha, headRef),
  };
}

function compareView(view: View, repository: Repository, base: string, headRef: string) {
  const [first = '', second] = headRef.split(':');
  const owner = second === undefined ? repository.owner : view.world.account(first);
  const head = view.world.network(repository).find((each) => each.owner === owner);
  const sha = head?.git.branch(second ?? first);
  if (sha === undefined) return null;
  const git = view.world.networkGit(repository);
  const aheadBy = git.count(`${base}..${sha}`);
  const behindBy = git.count(`${sha}..${base}`);
  const status = aheadBy > 0 ? (behindBy > 0 ? 'DIVERGED' : 'AHEAD') : behindBy > 0 ? 'BEHIND' : 'IDENTICAL';
  return { id: `CMP_${base}${sha}`, aheadBy, behindBy, status };
}
