import { READ_CONTENTS, READ_METADATA, roleOf, WRITE_CONTENTS } from '../access.js';
import { type Answer, type Json, mediaTypes, ok, page, pageBounds } from '../exchange.js';
import { ApiFailure, notFound } from '../failures.js';
import { rulesOf } from '../ref-rules.js';
import { simpleUser } from '../render/accounts.js';
import { readCommits, repositoryCommit } from '../render/commits.js';
import { changedFiles } from '../render/diffs.js';
import { fullRepository } from '../render/repositories.js';
import { fullName, type Repository } from '../world.js';
import { type Handler, type InRepository, inRepository } from './route.js';

function commitOf({ world, repository }: InRepository, sha: string, withFiles = false): Json {
  const [commit] = readCommits(repository.git, [sha]);
  if (commit === undefined) throw notFound();
  if (!withFiles) return repositoryCommit(world, repository, commit);
  const from = commit.parents[0] ?? repository.git.text(['mktree'], { input: '' });
  return repositoryCommit(world, repository, commit, changedFiles(repository.git, from, sha));
}

/** A branch, a tag or an id, in the order in which GitHub reads a name. */
export function revision(repository: Repository, name: string): string | undefined {
  for (const candidate of [`refs/heads/${name}`, `refs/tags/${name}`, name.startsWith('refs/') ? name : undefined]) {
    const found = candidate === undefined ? undefined : repository.git.resolve(candidate, 'commit');
    if (found !== undefined) return found;
  }
  if (name === 'HEAD') return repository.git.branch(repository.defaultBranch);
  return /^[0-9a-f]{7,40}$/.test(name) ? repository.git.resolve(name, 'commit') : undefined;
}

function isProtected(repository: Repository, branch: string): boolean {
  return rulesOf(repository, branch).length > 0;
}

function shortBranch({ world, repository }: InRepository, name: string, sha: string): Json {
  const url = `${world.api}/repos/${fullName(repository)}`;
  return { name, commit: { sha, url: `${url}/commits/${sha}` }, protected: isProtected(repository, name) };
}

function listBranches(exchange: InRepository): Answer {
  const branches = exchange.repository.git.refs('refs/heads/');
  return page(
    exchange,
    branches.map(({ ref, sha }) => shortBranch(exchange, ref.replace('refs/heads/', ''), sha)),
  );
}

function getBranch(exchange: InRepository): Answer {
  const { world, repository } = exchange;
  const name = exchange.params['branch'] ?? '';
  const sha = repository.git.branch(name);
  if (sha === undefined) throw new ApiFailure(404, 'Branch not found');
  const full = fullName(repository);
  const self = `${world.api}/repos/${full}/branches/${encodeURIComponent(name)}`;
  return ok({
    name,
    commit: commitOf(exchange, sha),
    _links: { self, html: `${world.origin}/${full}/tree/${name}` },
    protected: isProtected(repository, name),
    protection: { enabled: false, required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] } },
    protection_url: `${self}/protection`,
  });
}

function listCommits(exchange: InRepository): Answer {
  const { repository, query } = exchange;
  const name = query.get('sha') ?? repository.defaultBranch;
  const start = revision(repository, name);
  if (start === undefined) throw notFound();
  const path = query.get('path');
  const limits: string[] = [];
  for (const key of ['since', 'until', 'author'] as const) {
    const value = query.get(key);
    if (value !== null) limits.push(`--${key}=${value}`);
  }
  const ids = repository.git.text(['rev-list', ...limits, start, ...(path === null ? [] : ['--', path])]);
  const all = ids === '' ? [] : ids.split('\n');
  const { start: from, end, headers } = pageBounds(exchange, all.length);
  const commits = readCommits(repository.git, all.slice(from, end));
  return ok(
    commits.map((commit) => repositoryCommit(exchange.world, repository, commit)),
    headers,
  );
}

function getCommit(exchange: InRepository): Answer {
  const name = exchange.params['ref'] ?? '';
  const sha = revision(exchange.repository, name);
  if (sha === undefined) throw new ApiFailure(422, `No commit found for SHA: ${name}`);
  if (mediaTypes(exchange).includes('application/vnd.github.sha')) {
    return { status: 200, raw: { contentType: 'application/vnd.github.sha; charset=utf-8', bytes: Buffer.from(sha) } };
  }
  return ok(commitOf(exchange, sha, true));
}

function getPermission(exchange: InRepository): Answer {
  const { world, repository } = exchange;
  const account = world.account(exchange.params['username'] ?? '');
  if (account === undefined) throw notFound();
  const role = roleOf(account, repository);
  const coarse = role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;
  return ok({ permission: coarse, role_name: role, user: { ...simpleUser(world, account), role_name: role } });
}

const RULE_PARAMETERS: Readonly<Record<string, Json>> = {
  update: { update_allows_fetch_and_merge: false },
  pull_request: {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
  },
};

function branchRules(exchange: InRepository): Answer {
  const { repository } = exchange;
  const rules = rulesOf(repository, exchange.params['branch'] ?? '').map(({ type }, at) => ({
    type,
    ruleset_source_type: 'Repository',
    ruleset_source: fullName(repository),
    ruleset_id: at + 1,
    ...(RULE_PARAMETERS[type] !== undefined && { parameters: RULE_PARAMETERS[type] }),
  }));
  return page(exchange, rules);
}

export const repositories: Readonly<Record<string, Handler>> = {
  'repos/get': inRepository(
    READ_METADATA,
    ({ world, repository, user }) => ok(fullRepository(world, repository, user)),
    { emptyIsFine: true },
  ),
  'repos/list-branches': inRepository(READ_CONTENTS, listBranches, { emptyIsFine: true }),
  'repos/get-branch': inRepository(READ_CONTENTS, getBranch, { emptyIsFine: true }),
  'repos/list-commits': inRepository(READ_CONTENTS, listCommits),
  'repos/get-commit': inRepository(READ_CONTENTS, getCommit),
  'repos/get-collaborator-permission-level': inRepository(
    { ...WRITE_CONTENTS, permissions: ['metadata'], level: 'read' },
    getPermission,
    {
      emptyIsFine: true,
    },
  ),
  'repos/get-branch-rules': inRepository(READ_METADATA, branchRules, { emptyIsFine: true }),
};
