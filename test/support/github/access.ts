import type { Exchange } from './exchange.js';
import { ApiFailure, notFound } from './failures.js';
import { type Account, fullName, type Repository, ROLES, type Role, type Token, type World } from './world.js';

export type Permission = 'metadata' | 'contents' | 'pull_requests' | 'issues' | 'administration';

/** What a caller must be allowed to do, in both of GitHub's systems: roles of people, permissions of tokens. */
export interface Need {
  role: Role;
  /** Any one of these is enough for a fine-grained token or an app. */
  permissions: readonly Permission[];
  level: 'read' | 'write';
  /** What a person without the role is told; GitHub hides git data behind 404 and says 403 for issues. */
  denied?: { status: 403 | 404; message: string };
}

export const READ_CONTENTS: Need = { role: 'read', permissions: ['contents'], level: 'read' };
export const WRITE_CONTENTS: Need = { role: 'write', permissions: ['contents'], level: 'write' };
export const READ_METADATA: Need = { role: 'read', permissions: ['metadata'], level: 'read' };
export const READ_PULLS: Need = { role: 'read', permissions: ['pull_requests'], level: 'read' };
export const WRITE_PULLS: Need = { role: 'read', permissions: ['pull_requests'], level: 'write' };
export const READ_ISSUES: Need = { role: 'read', permissions: ['issues', 'pull_requests'], level: 'read' };
export const WRITE_COMMENTS: Need = { role: 'read', permissions: ['issues', 'pull_requests'], level: 'write' };
export const WRITE_LABELS: Need = {
  role: 'triage',
  permissions: ['issues', 'pull_requests'],
  level: 'write',
  denied: { status: 403, message: 'Must have admin rights to Repository.' },
};

export function roleOf(account: Account | undefined, repository: Repository): Role {
  if (account !== undefined) {
    if (account === repository.owner) return 'admin';
    const given = repository.permissions[account.login];
    if (given !== undefined) return given;
  }
  return repository.private ? 'none' : 'read';
}

export function atLeast(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

const usesPermissions = (token: Token) => token.kind !== 'classic' && token.kind !== 'oauth';

/** Whether a fine-grained token or an app was given this repository at all. */
function reaches(token: Token, repository: Repository): boolean {
  if (token.kind === 'fine-grained' && token.resourceOwner !== repository.owner.login) return false;
  return token.repositories === 'all' || token.repositories.includes(fullName(repository));
}

export function mayRead(exchange: Pick<Exchange, 'token' | 'user'>, repository: Repository): boolean {
  const { token, user } = exchange;
  if (!repository.private) return true;
  if (token === undefined || user === undefined) return false;
  if (usesPermissions(token)) {
    return reaches(token, repository) && (token.kind !== 'fine-grained' || roleOf(user, repository) !== 'none');
  }
  return token.scopes.includes('repo') && roleOf(user, repository) !== 'none';
}

/** The repository of the request's path, as far as the token can see it; 404 hides everything else. */
export function repositoryOf(exchange: Exchange): Repository {
  const { owner = '', repo = '' } = exchange.params;
  const { world } = exchange;
  const repository = world.repository(owner, repo.replace(/\.git$/, ''));
  if (repository === undefined) {
    const moved = world.renamed.get(`${owner}/${repo}`.toLowerCase());
    if (moved !== undefined && mayRead(exchange, moved)) throw movedTo(exchange, moved);
    throw notFound(acceptedHeaders(exchange, READ_METADATA));
  }
  if (!mayRead(exchange, repository)) throw notFound(acceptedHeaders(exchange, READ_METADATA, repository));
  singleSignOn(exchange, repository.owner);
  return repository;
}

function movedTo(exchange: Exchange, repository: Repository): ApiFailure {
  const rest = exchange.path.split('/').slice(4).join('/');
  const query = exchange.query.size > 0 ? `?${exchange.query}` : '';
  const url = `${exchange.world.api}/repositories/${repository.id}${rest === '' ? '' : `/${rest}`}${query}`;
  const failure = new ApiFailure(exchange.method === 'GET' ? 301 : 307, 'Moved Permanently', {
    headers: { Location: url },
  });
  return Object.assign(failure, { url });
}

function singleSignOn(exchange: Pick<Exchange, 'token' | 'world'>, owner: Account): void {
  const { token, world } = exchange;
  if (!owner.saml || token === undefined || token.kind === 'actions' || token.kind === 'app') return;
  if (token.ssoFor.includes(owner.login)) return;
  const message =
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.';
  const headers = { 'X-GitHub-SSO': `required; url=${world.origin}/orgs/${owner.login}/sso?authorization_request=A1` };
  throw new ApiFailure(403, message, { headers });
}

/** What an answer says about the permissions that would have been enough. */
export function acceptedHeaders(
  exchange: Pick<Exchange, 'token'>,
  need: Need,
  repository?: Repository,
): Record<string, string> {
  const { token } = exchange;
  if (token === undefined) return {};
  if (usesPermissions(token)) {
    return { 'X-Accepted-GitHub-Permissions': need.permissions.map((name) => `${name}=${need.level}`).join('; ') };
  }
  if (need.level === 'read') return { 'X-Accepted-OAuth-Scopes': 'repo' };
  return { 'X-Accepted-OAuth-Scopes': repository?.private ? 'repo' : 'public_repo, repo' };
}

/** Refuses as GitHub does: 401 for nobody, 404 for a scope or role that is missing, 403 for a token's permissions. */
export function authorise(
  exchange: Pick<Exchange, 'token' | 'user' | 'world'>,
  repository: Repository,
  need: Need,
): void {
  const { token, user } = exchange;
  const headers = acceptedHeaders(exchange, need, repository);
  const writing = need.level === 'write';
  if (token === undefined || user === undefined) {
    if (writing) throw new ApiFailure(401, 'Requires authentication');
    return;
  }
  if (usesPermissions(token)) {
    if (!permits(token, repository, need)) throw notAccessible(token, headers);
  } else if (
    writing &&
    !token.scopes.includes('repo') &&
    (repository.private || !token.scopes.includes('public_repo'))
  ) {
    throw notFound(headers);
  }
  // A bot has no role; what it was installed with is all that counts.
  const bot = token.kind === 'actions' || token.kind === 'app';
  if (!bot && !atLeast(roleOf(user, repository), need.role)) {
    const denied = need.denied ?? { status: 404, message: 'Not Found' };
    if (token.kind === 'fine-grained') throw notAccessible(token, headers);
    throw new ApiFailure(denied.status, denied.message, { headers });
  }
  archivedStop(repository, writing);
}

function permits(token: Token, repository: Repository, need: Need): boolean {
  if (need.level === 'read' && !repository.private) return true;
  if (!reaches(token, repository)) return false;
  return need.permissions.some((name) => {
    if (name === 'metadata') return true;
    const given = token.permissions[name];
    return given !== undefined && (need.level === 'read' || given !== 'read');
  });
}

export function notAccessible(token: Token, headers: Record<string, string>): ApiFailure {
  const by = token.kind === 'fine-grained' ? 'personal access token' : 'integration';
  return new ApiFailure(403, `Resource not accessible by ${by}`, { headers });
}

function archivedStop(repository: Repository, writing: boolean): void {
  if (writing && repository.archived) throw new ApiFailure(403, 'Repository was archived so is read-only.');
}

/** The token of an Authorization header: `token X`, `Bearer X`, or the password of Basic. */
export function presentedToken(header: string | undefined): string | undefined {
  const match = /^(token|bearer|basic)\s+(.+)$/i.exec(header ?? '');
  if (match === null) return undefined;
  if (match[1]?.toLowerCase() !== 'basic') return match[2];
  const [name = '', password = ''] = Buffer.from(match[2] ?? '', 'base64')
    .toString('utf8')
    .split(':');
  return password === '' || password === 'x-oauth-basic' ? name : password;
}

export function tokenOf(world: World, header: string | undefined): Token | undefined {
  if (header === undefined) return undefined;
  const token = world.tokens.find((each) => each.value === presentedToken(header));
  if (token === undefined || token.revoked) throw new ApiFailure(401, 'Bad credentials');
  return token;
}
