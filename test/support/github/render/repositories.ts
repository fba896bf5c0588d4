import { atLeast, roleOf } from '../access.js';
import type { Json } from '../exchange.js';
import { type Account, fullName, type Repository, type World } from '../world.js';
import { nodeId, simpleUser } from './accounts.js';

const LINKS: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

const LICENSES: readonly { key: string; name: string; spdx_id: string; text: RegExp }[] = [
  { key: 'apache-2.0', name: 'Apache License 2.0', spdx_id: 'Apache-2.0', text: /Apache License/ },
  { key: 'mit', name: 'MIT License', spdx_id: 'MIT', text: /MIT License/ },
];

/** What GitHub says of a LICENSE file: a licence that it knows by its text, or NOASSERTION. */
export function licenseOf(world: World, repository: Repository): Json | null {
  const file = repository.git.resolve(`${repository.defaultBranch}:LICENSE`, 'blob');
  if (file === undefined) return null;
  const text = repository.git.read(file)?.content.toString('utf8') ?? '';
  const known = LICENSES.find((license) => license.text.test(text));
  if (known === undefined)
    return { key: 'other', name: 'Other', spdx_id: 'NOASSERTION', url: null, node_id: 'L_other' };
  const { key, name, spdx_id } = known;
  return { key, name, spdx_id, url: `${world.api}/licenses/${key}`, node_id: `L_${key}` };
}

/** The shape `minimal-repository`, which lists and links use. */
export function minimalRepository(world: World, repository: Repository): Json {
  const full = fullName(repository);
  const url = `${world.api}/repos/${full}`;
  const links = Object.fromEntries(Object.entries(LINKS).map(([key, path]) => [key, `${url}${path}`]));
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: full,
    private: repository.private,
    owner: simpleUser(world, repository.owner),
    html_url: `${world.origin}/${full}`,
    description: repository.description,
    fork: repository.parent !== undefined,
    url,
    ...links,
  };
}

/** The shape `repository`, which a pull request's head and base carry. */
export function repositoryInPull(world: World, repository: Repository): Json {
  const full = fullName(repository);
  const address = world.origin.replace(/^https?:\/\//, '');
  const forks = world.repositories.filter((each) => each.parent === repository).length;
  const open = repository.pulls.filter((pull) => pull.state === 'open').length;
  return {
    ...minimalRepository(world, repository),
    clone_url: `${world.origin}/${full}.git`,
    git_url: `git://${address}/${full}.git`,
    ssh_url: `git@${address}:${full}.git`,
    svn_url: `${world.origin}/${full}`,
    mirror_url: null,
    homepage: null,
    language: null,
    default_branch: repository.defaultBranch,
    forks,
    forks_count: forks,
    has_issues: repository.issuesEnabled,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    is_template: false,
    allow_forking: repository.allowForking,
    visibility: repository.private ? 'private' : 'public',
    web_commit_signoff_required: false,
    topics: [],
    open_issues: open,
    open_issues_count: open,
    license: null,
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    size: world.isEmpty(repository) ? 0 : 1,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
  };
}

/** The shape `full-repository`, as one caller sees it. */
export function fullRepository(world: World, repository: Repository, caller: Account | undefined): Json {
  const role = roleOf(caller, repository);
  const maintains = atLeast(role, 'admin');
  return {
    ...repositoryInPull(world, repository),
    license: world.isEmpty(repository) ? null : licenseOf(world, repository),
    network_count: world.network(repository).length - 1,
    subscribers_count: 0,
    ...(caller !== undefined && {
      permissions: {
        admin: maintains,
        maintain: atLeast(role, 'maintain'),
        push: atLeast(role, 'write'),
        triage: atLeast(role, 'triage'),
        pull: atLeast(role, 'read'),
      },
    }),
    ...(maintains && {
      allow_squash_merge: true,
      allow_merge_commit: true,
      allow_rebase_merge: true,
      allow_auto_merge: false,
      delete_branch_on_merge: false,
    }),
    ...(repository.parent !== undefined && { parent: repositoryInPull(world, repository.parent) }),
    ...(repository.source !== undefined && { source: repositoryInPull(world, repository.source) }),
  };
}
