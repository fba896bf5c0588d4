import { RemoteError } from '../../foundation/errors.js';
import type { GitHub } from './client.js';
import { GitHubFailure, isFailure } from './github-failure.js';
import { branchHead, findRepository, type Repository, type RepositoryName, toRepository } from './repository.js';
import { lookUntil } from './retries.js';
import type { Survey } from './survey/survey-types.js';

/** A fork of a large repository is there after some seconds; minutes are rare but happen. */
const forkDelaysMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000];

/** The user's fork of the catalog, by whatever name, if a look finds it. Nothing is created. */
async function findFork(github: GitHub, catalog: Repository, login: string): Promise<Repository | undefined> {
  const byName = await findRepository(github, { owner: login, name: catalog.name });
  if (byName && isForkOf(byName, catalog)) return byName;
  const { data } = await github.request('GET /repos/{owner}/{repo}/forks', {
    owner: catalog.owner,
    repo: catalog.name,
    sort: 'newest',
    per_page: 100,
  });
  const own = data.find(({ owner }) => owner.login.toLowerCase() === login.toLowerCase());
  const found = own && (await findRepository(github, { owner: own.owner.login, name: own.name }));
  return found && isForkOf(found, catalog) ? found : undefined;
}

/**
 * The user's fork, created where there is none, once it has the branch. GitHub answers the request for a fork with the
 * one that is already there, under its real name. Throws RemoteError (exit 8) where it does not become ready.
 */
export async function ensureFork(github: GitHub, survey: Survey, login: string): Promise<Repository> {
  const known = survey.catalog;
  const catalog = known.networkId === undefined ? ((await findRepository(github, known)) ?? known) : known;
  const found = survey.fork ?? (survey.forksTold ? undefined : await findFork(github, catalog, login));
  const fork = found ?? (await createFork(github, catalog, login));
  if (fork !== survey.fork && !isForkOf(fork, catalog)) {
    throw new RemoteError({
      code: 'NOT_A_FORK',
      message: `${fork.fullName} is no fork of ${catalog.fullName}, but GitHub names it as one`,
      hint: `Rename ${fork.fullName}, or fork ${catalog.fullName} by hand under another name.`,
    });
  }
  const ready = await lookUntil(() => branchHead(github, fork, fork.defaultBranch), {
    delaysMs: forkDelaysMs,
    signal: github.signal,
  });
  if (ready !== undefined) return { ...fork, tip: ready };
  throw new RemoteError({
    code: 'FORK_NOT_READY',
    message: `GitHub is still copying ${catalog.fullName} to ${fork.fullName}`,
    hint: 'Run the same command again in a few minutes: it goes on with that fork.',
  });
}

async function createFork(github: GitHub, catalog: Repository, login: string): Promise<Repository> {
  if (!catalog.allowForking) throw forkingRefused(github, catalog, `${catalog.fullName} does not allow forks`);
  try {
    const { data } = await github.request('POST /repos/{owner}/{repo}/forks', {
      owner: catalog.owner,
      repo: catalog.name,
      default_branch_only: true,
    });
    const fork = toRepository(data);
    return isForkOf(fork, catalog) ? fork : await settled(github, fork);
  } catch (thrown) {
    if (isFailure(thrown, 'unavailable')) {
      const there = await lookUntil(() => findFork(github, catalog, login), {
        delaysMs: forkDelaysMs.slice(0, 4),
        signal: github.signal,
      });
      if (there) return there;
    }
    if (isFailure(thrown, 'permission', 'policy', 'not-found')) throw forkingRefused(github, catalog, thrown.said);
    throw thrown;
  }
}

/** The answer to a request for a fork may come before the fork can be read, and without its source. */
async function settled(github: GitHub, fork: Repository): Promise<Repository> {
  return (
    (await lookUntil(() => findRepository(github, fork), {
      delaysMs: forkDelaysMs.slice(0, 5),
      signal: github.signal,
    })) ?? fork
  );
}

export function forkingRefused(github: GitHub, catalog: RepositoryName, said: string): GitHubFailure {
  return new GitHubFailure({
    kind: 'permission',
    message: `The token from ${github.token.source} may neither push to ${catalog.owner}/${catalog.name} nor fork it: ${said}`,
    hint: 'Use a personal token with the public_repo scope, or one that may push to the catalog. The token of a GitHub Actions job and of an App cannot fork; --output DIR writes the files for a pull request by hand.',
    status: 403,
    said,
  });
}

function isForkOf(repository: Repository, catalog: Repository): boolean {
  return repository.isFork && repository.networkId === catalog.networkId && repository.id !== catalog.id;
}
