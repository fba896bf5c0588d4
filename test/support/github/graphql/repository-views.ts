import { atLeast, mayRead, roleOf } from '../access.js';
import { listedPulls } from '../pull-request-rules.js';
import { nodeId } from '../render/accounts.js';
import { licenseOf } from '../render/repositories.js';
import { revision } from '../rest/repositories.js';
import { fullName, type PullRequest, type Repository } from '../world.js';
import { accountView } from './account-views.js';
import { connection, graphqlFailure, type PageArguments } from './connection.js';
import type { View } from './context.js';
import { objectView, refView } from './git-views.js';
import { labelView, pullView } from './pull-views.js';

interface PullFilters extends PageArguments {
  states?: string[] | null;
  headRefName?: string | null;
  baseRefName?: string | null;
  labels?: string[] | null;
  orderBy?: { field: 'CREATED_AT' | 'UPDATED_AT' | 'COMMENTS'; direction: 'ASC' | 'DESC' } | null;
}

function filteredPulls(view: View, repository: Repository, args: PullFilters): PullRequest[] {
  const found = listedPulls(view.world, repository).filter(
    (pull) =>
      (!args.states?.length || args.states.includes(pull.merged ? 'MERGED' : pull.state.toUpperCase())) &&
      (!args.headRefName || pull.head.branch === args.headRefName) &&
      (!args.baseRefName || pull.base.branch === args.baseRefName) &&
      (!args.labels?.length || pull.labels.some((label) => args.labels?.includes(label.name))),
  );
  const { orderBy } = args;
  if (!orderBy) return found;
  const key = (pull: PullRequest) =>
    orderBy.field === 'COMMENTS'
      ? pull.comments.length
      : Date.parse(orderBy.field === 'UPDATED_AT' ? pull.updatedAt : pull.createdAt);
  return found.sort((a, b) => (orderBy.direction === 'ASC' ? key(a) - key(b) : key(b) - key(a)));
}

/** `main`, `main:path` or an id, as git reads it; null where nothing is there. */
function objectAt(
  view: View,
  repository: Repository,
  args: { expression?: string | null; oid?: string | null },
): unknown {
  if (view.world.isEmpty(repository)) return null;
  if (args.oid) return objectView(view, repository, repository.git.resolve(args.oid));
  const [name = '', path] = (args.expression ?? '').split(/:(.*)/s);
  const commit = revision(repository, name.replace(/^refs\/heads\//, '')) ?? repository.git.resolve(name);
  if (commit === undefined) return null;
  if (path === undefined) return objectView(view, repository, commit);
  return objectView(view, repository, repository.git.resolve(`${commit}:${path.replace(/\/$/, '')}`));
}

export function repositoryId(repository: Repository): string {
  return nodeId('R', repository.id);
}

export function repositoryView(view: View, repository: Repository): unknown {
  const { world } = view;
  const full = fullName(repository);
  const role = roleOf(view.user, repository);
  const forks = () => world.repositories.filter((each) => each.parent === repository && mayRead(view, each));
  const empty = () => world.isEmpty(repository);
  return {
    __typename: 'Repository',
    id: repositoryId(repository),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: full,
    owner: () => accountView(view, repository.owner),
    url: `${world.origin}/${full}`,
    resourcePath: `/${full}`,
    sshUrl: `git@${world.origin.replace(/^https?:\/\//, '')}:${full}.git`,
    description: repository.description,
    homepageUrl: null,
    isArchived: repository.archived,
    isDisabled: false,
    isEmpty: empty,
    isFork: repository.parent !== undefined,
    isInOrganization: repository.owner.kind === 'Organization',
    isLocked: false,
    isPrivate: repository.private,
    isTemplate: false,
    visibility: repository.private ? 'PRIVATE' : 'PUBLIC',
    viewerPermission: role === 'none' ? null : role.toUpperCase(),
    viewerCanAdminister: atLeast(role, 'admin'),
    forkingAllowed: repository.allowForking,
    forkCount: () => forks().length,
    forks: (
      args: PageArguments & { affiliations?: (string | null)[] | null; ownerAffiliations?: (string | null)[] | null },
    ) => {
      const mine = (args.affiliations ?? args.ownerAffiliations ?? []).join() === 'OWNER';
      return connection(
        'forks',
        forks().filter((fork) => !mine || fork.owner === view.user),
        args,
        (fork) => repositoryView(view, fork),
      );
    },
    parent: () => (repository.parent === undefined ? null : repositoryView(view, repository.parent)),
    hasIssuesEnabled: repository.issuesEnabled,
    createdAt: repository.createdAt,
    updatedAt: repository.pushedAt,
    pushedAt: repository.pushedAt,
    diskUsage: 1,
    mergeCommitAllowed: true,
    squashMergeAllowed: true,
    rebaseMergeAllowed: true,
    licenseInfo: () => {
      const license = empty() ? null : licenseOf(world, repository);
      if (license === null) return null;
      return {
        id: license['node_id'],
        key: license['key'],
        name: license['name'],
        spdxId: license['spdx_id'],
        url: license['url'],
      };
    },
    defaultBranchRef: () => (empty() ? null : refView(view, repository, `refs/heads/${repository.defaultBranch}`)),
    ref: ({ qualifiedName }: { qualifiedName: string }) => {
      if (empty()) return null;
      const names = qualifiedName.startsWith('refs/')
        ? [qualifiedName]
        : [`refs/heads/${qualifiedName}`, `refs/tags/${qualifiedName}`];
      return names.map((name) => refView(view, repository, name)).find((found) => found !== null) ?? null;
    },
    refs: (args: PageArguments & { refPrefix: string; query?: string | null }) => {
      const found = empty()
        ? []
        : repository.git.refs(args.refPrefix).filter(({ ref }) => ref.includes(args.query ?? ''));
      return connection('refs', found, args, ({ ref }) => refView(view, repository, ref));
    },
    object: (args: { expression?: string | null; oid?: string | null }) => objectAt(view, repository, args),
    pullRequest: ({ number }: { number: number }) => {
      const pull = repository.pulls.find((each) => each.number === number);
      if (pull !== undefined) return pullView(view, pull);
      throw graphqlFailure('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    },
    pullRequests: (args: PullFilters) =>
      connection('pullRequests', filteredPulls(view, repository, args), args, (pull) => pullView(view, pull)),
    label: ({ name }: { name: string }) => {
      const label = repository.labels.find((each) => each.name.toLowerCase() === name.toLowerCase());
      return label === undefined ? null : labelView(view, repository, label);
    },
    labels: (args: PageArguments) =>
      connection('labels', repository.labels, args, (label) => labelView(view, repository, label)),
  };
}
