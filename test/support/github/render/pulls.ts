import { atLeast, roleOf } from '../access.js';
import type { Json } from '../exchange.js';
import { filesOf, mergeabilityOf } from '../pull-request-state.js';
import { fullName, headLabel, type Label, type PullRequest, type Repository, type World } from '../world.js';
import { nodeId, simpleUser } from './accounts.js';
import { repositoryInPull } from './repositories.js';

export function renderLabel(world: World, repository: Repository, label: Label): Json {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${world.api}/repos/${fullName(repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: label.description,
    color: label.color,
    default: false,
  };
}

export function association(pull: PullRequest): string {
  if (pull.author === pull.repository.owner) return 'OWNER';
  if (atLeast(roleOf(pull.author, pull.repository), 'triage')) return 'COLLABORATOR';
  return pull.repository.pulls.some((other) => other.author === pull.author && other.merged) ? 'CONTRIBUTOR' : 'NONE';
}

/** The shape `pull-request-simple`, which lists use. */
export function simplePull(world: World, pull: PullRequest): Json {
  const full = fullName(pull.repository);
  const url = `${world.api}/repos/${full}/pulls/${pull.number}`;
  const issue = `${world.api}/repos/${full}/issues/${pull.number}`;
  const html = `${world.origin}/${full}/pull/${pull.number}`;
  const statuses = `${world.api}/repos/${full}/statuses/${pull.head.sha}`;
  const links = {
    self: url,
    html,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${world.api}/repos/${full}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses,
  };
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: statuses,
    number: pull.number,
    state: pull.state,
    locked: pull.locked,
    title: pull.title,
    user: simpleUser(world, pull.author),
    body: pull.body,
    // The description allows no null here, unlike in every other label.
    labels: pull.labels.map((label) => ({
      ...renderLabel(world, pull.repository, label),
      description: label.description ?? '',
    })),
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: {
      label: headLabel(pull),
      ref: pull.head.branch,
      sha: pull.head.sha,
      user: simpleUser(world, pull.head.owner),
      repo: pull.head.repository === undefined ? null : repositoryInPull(world, pull.head.repository),
    },
    base: {
      label: `${pull.repository.owner.login}:${pull.base.branch}`,
      ref: pull.base.branch,
      sha: pull.base.sha,
      user: simpleUser(world, pull.repository.owner),
      repo: repositoryInPull(world, pull.repository),
    },
    _links: Object.fromEntries(Object.entries(links).map(([key, href]) => [key, { href }])),
    author_association: association(pull),
    auto_merge: null,
    draft: pull.draft,
  };
}

/** The shape `pull-request`. GitHub works out `mergeable` only after the first answer, which `fresh` is. */
export function fullPull(world: World, pull: PullRequest, fresh = false): Json {
  const files = filesOf(pull);
  const mergeable = fresh || pull.state === 'closed' ? null : mergeabilityOf(pull);
  const state = mergeable === null ? 'unknown' : !mergeable ? 'dirty' : pull.draft ? 'draft' : 'clean';
  return {
    ...simplePull(world, pull),
    merged: pull.merged,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: state,
    merged_by: pull.mergedBy === undefined ? null : simpleUser(world, pull.mergedBy),
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: pull.repository.git.count(`${pull.base.sha}..${pull.head.sha}`),
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}
