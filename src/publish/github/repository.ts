import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import type { GitHub } from './client.js';
import { GitHubFailure, isFailure } from './github-failure.js';

export interface RepositoryName {
  owner: string;
  name: string;
}

/** What a publish needs to know of a repository. */
export interface Repository extends RepositoryName {
  fullName: string;
  id: number;
  /** Id of the first repository of the fork network, the same for every fork of it; undefined where it was not told. */
  networkId: number | undefined;
  isFork: boolean;
  defaultBranch: string;
  /** Head of the default branch, where the look told it. */
  tip?: string | undefined;
  canPush: boolean;
  canTriage: boolean;
  archived: boolean;
  allowForking: boolean;
  /** Web address without a slash at its end. */
  url: string;
}

/** Reads a repository; a renamed or moved one answers under its new name. Undefined where there is none to see. */
export async function findRepository(github: GitHub, { owner, name }: RepositoryName): Promise<Repository | undefined> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}', { owner, repo: name });
    return toRepository(data);
  } catch (thrown) {
    if (isFailure(thrown, 'not-found')) return undefined;
    throw thrown;
  }
}

/** The catalog's repository. Throws (exit 6) where it cannot be seen or is archived. */
export async function catalogRepository(github: GitHub): Promise<Repository> {
  const { owner, name, host } = github.address;
  const found = await findRepository(github, { owner, name });
  if (!found) {
    throw new GitHubFailure({
      kind: 'not-found',
      message: `There is no ${owner}/${name} on ${host}, or the token from ${github.token.source} may not see it`,
      hint: 'Check --catalog; for a private catalog the token needs read access to it (classic tokens: the repo scope).',
      status: 404,
      said: 'Not Found',
    });
  }
  return refuseArchived(found);
}

export function refuseArchived(repository: Repository): Repository {
  if (!repository.archived) return repository;
  throw new EnvironmentError({
    code: 'CATALOG_ARCHIVED',
    message: `${repository.fullName} is archived: nothing can be submitted to it`,
    hint: 'Name the catalog that took its place with --catalog.',
    exitCode: exitCodes.notAllowed,
  });
}

export function refuseEmpty({ fullName, defaultBranch }: Repository): EnvironmentError {
  return new EnvironmentError({
    code: 'CATALOG_EMPTY',
    message: `${fullName} has no commit on ${defaultBranch} yet`,
    hint: 'Those who look after the catalog must push a first commit.',
    exitCode: exitCodes.remote,
  });
}

/** The head of a branch; undefined where there is no such branch or the repository is still empty. */
export async function branchHead(
  github: GitHub,
  { owner, name }: RepositoryName,
  branch: string,
): Promise<string | undefined> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      owner,
      repo: name,
      ref: `heads/${branch}`,
    });
    return data.object.sha;
  } catch (thrown) {
    if (isFailure(thrown, 'not-found', 'empty-repository')) return undefined;
    throw thrown;
  }
}

/** Whether a repository can see a commit, and the tree of it. */
export async function treeOf(
  github: GitHub,
  { owner, name }: RepositoryName,
  sha: string,
): Promise<string | undefined> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
      owner,
      repo: name,
      commit_sha: sha,
    });
    return data.tree.sha;
  } catch (thrown) {
    if (isFailure(thrown, 'not-found', 'empty-repository')) return undefined;
    throw thrown;
  }
}

/** The login behind the token; undefined for tokens that are no person's (Actions, Apps). */
export async function viewerLogin(github: GitHub): Promise<string | undefined> {
  try {
    const { data } = await github.request('GET /user');
    return data.login;
  } catch (thrown) {
    if (isFailure(thrown, 'permission')) return undefined;
    throw thrown;
  }
}

interface RepositoryAnswer {
  id: number | bigint;
  name: string;
  full_name: string;
  owner: { login: string };
  fork: boolean;
  source?: { id: number | bigint } | undefined;
  default_branch: string;
  archived: boolean;
  allow_forking?: boolean | undefined;
  html_url: string;
  permissions?: { push?: boolean | undefined; triage?: boolean | undefined } | undefined;
}

export function toRepository(data: RepositoryAnswer): Repository {
  return {
    owner: data.owner.login,
    name: data.name,
    fullName: data.full_name,
    id: Number(data.id),
    networkId: Number(data.source?.id ?? data.id),
    isFork: data.fork,
    defaultBranch: data.default_branch,
    canPush: data.permissions?.push === true,
    canTriage: data.permissions?.triage === true || data.permissions?.push === true,
    archived: data.archived,
    allowForking: data.allow_forking !== false,
    url: data.html_url,
  };
}
