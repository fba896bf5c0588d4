import { atLeast, roleOf } from '../access.js';
import { filesOf, mergeabilityOf } from '../pull-request-state.js';
import { nodeId } from '../render/accounts.js';
import { association } from '../render/pulls.js';
import { fullName, type Label, type PullRequest, type Repository } from '../world.js';
import { accountView } from './account-views.js';
import { connection, type PageArguments } from './connection.js';
import type { View } from './context.js';
import { objectView, refView } from './git-views.js';
import { repositoryView } from './repository-views.js';

const CHANGES = {
  added: 'ADDED',
  removed: 'DELETED',
  modified: 'MODIFIED',
  renamed: 'RENAMED',
  copied: 'COPIED',
  changed: 'CHANGED',
};

export function labelView(view: View, repository: Repository, label: Label) {
  return {
    id: nodeId('LA', label.id),
    name: label.name,
    color: label.color,
    description: label.description,
    url: `${view.world.origin}/${fullName(repository)}/labels/${encodeURIComponent(label.name)}`,
  };
}

export function pullView(view: View, pull: PullRequest): unknown {
  const { repository, head, base } = pull;
  const { git } = repository;
  const path = `/${fullName(repository)}/pull/${pull.number}`;
  const url = `${view.world.origin}${path}`;
  const sum = (key: 'additions' | 'deletions') => filesOf(pull).reduce((total, file) => total + file[key], 0);
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', pull.id),
    databaseId: pull.id,
    fullDatabaseId: String(pull.id),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    bodyText: pull.body ?? '',
    url,
    permalink: url,
    resourcePath: path,
    state: pull.merged ? 'MERGED' : pull.state.toUpperCase(),
    closed: pull.state === 'closed',
    merged: pull.merged,
    isDraft: pull.draft,
    locked: pull.locked,
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    closedAt: pull.closedAt,
    mergedAt: pull.mergedAt,
    headRefName: head.branch,
    headRefOid: head.sha,
    headRef: () => (head.repository === undefined ? null : refView(view, head.repository, `refs/heads/${head.branch}`)),
    headRepository: () => (head.repository === undefined ? null : repositoryView(view, head.repository)),
    headRepositoryOwner: () => (head.repository === undefined ? null : accountView(view, head.owner)),
    isCrossRepository: head.repository !== repository,
    baseRefName: base.branch,
    baseRefOid: base.sha,
    baseRef: () => refView(view, repository, `refs/heads/${base.branch}`),
    baseRepository: () => repositoryView(view, repository),
    repository: () => repositoryView(view, repository),
    author: () => accountView(view, pull.author),
    authorAssociation: association(pull),
    viewerDidAuthor: pull.author === view.user,
    viewerCanUpdate: pull.author === view.user || atLeast(roleOf(view.user, repository), 'write'),
    maintainerCanModify: pull.maintainerCanModify,
    mergeable: () => (pull.state === 'closed' ? 'UNKNOWN' : mergeabilityOf(pull) ? 'MERGEABLE' : 'CONFLICTING'),
    mergeCommit: () => objectView(view, repository, pull.mergeCommit ?? undefined),
    mergedBy: () => (pull.mergedBy === undefined ? null : accountView(view, pull.mergedBy)),
    additions: () => sum('additions'),
    deletions: () => sum('deletions'),
    changedFiles: () => filesOf(pull).length,
    files: (args: PageArguments) =>
      connection('files', filesOf(pull), args, ({ path: file, additions, deletions, status }) => ({
        path: file,
        additions,
        deletions,
        changeType: CHANGES[status],
      })),
    commits: (args: PageArguments) => {
      const ids = git.text(['rev-list', '--reverse', `${base.sha}..${head.sha}`]);
      return connection('commits', ids === '' ? [] : ids.split('\n'), args, (sha) => ({
        id: `${nodeId('PRC', pull.id)}${sha}`,
        url: `${url}/commits/${sha}`,
        commit: () => objectView(view, repository, sha),
      }));
    },
    labels: (args: PageArguments) =>
      connection('labels', pull.labels, args, (label) => labelView(view, repository, label)),
  };
}
