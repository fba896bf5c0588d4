import { notAccessible, READ_METADATA, WRITE_CONTENTS } from '../access.js';
import { commitText } from '../commit-text.js';
import { type Answer, ok, page } from '../exchange.js';
import { ApiFailure, unprocessable } from '../failures.js';
import { createFork } from '../forks.js';
import { changeRef } from '../ref-rules.js';
import { fullRepository, minimalRepository } from '../render/repositories.js';
import { type Account, fullName } from '../world.js';
import { type Handler, type InRepository, inRepository } from './route.js';

function listForks(exchange: InRepository): Answer {
  const { world, repository } = exchange;
  const forks = world.repositories.filter((each) => each.parent === repository && !each.private);
  if (exchange.query.get('sort') !== 'oldest') forks.reverse();
  return page(
    exchange,
    forks.map((fork) => minimalRepository(world, fork)),
  );
}

/** A fork is made in the caller's own account, so it is that account which a token must be for. */
function mayFork({ token, user, repository, world }: InRepository, into: Account): void {
  if (token === undefined || user === undefined) throw new ApiFailure(401, 'Requires authentication');
  const headers = { 'X-Accepted-GitHub-Permissions': 'administration=write,contents=read' };
  if (token.kind === 'actions' || token.kind === 'app') throw notAccessible(token, headers);
  if (token.kind === 'fine-grained') {
    const enough = token.permissions['administration'] === 'write' && token.permissions['contents'] !== undefined;
    if (!enough || token.resourceOwner !== into.login || token.repositories !== 'all')
      throw notAccessible(token, headers);
  } else if (!token.scopes.includes('repo') && !(token.scopes.includes('public_repo') && !repository.private)) {
    throw new ApiFailure(404, 'Not Found', { headers: { 'X-Accepted-OAuth-Scopes': 'public_repo, repo' } });
  }
  if (!repository.allowForking) throw new ApiFailure(403, 'The repository exists, but forking is disabled.');
  if (world.isEmpty(repository))
    throw new ApiFailure(
      403,
      'The repository exists, but it contains no Git content. Empty repositories cannot be forked.',
    );
  if (into === repository.owner && into.kind === 'User') {
    throw new ApiFailure(403, 'You cannot fork a repository into the account that owns it.');
  }
}

function makeFork(exchange: InRepository): Answer {
  const { world, repository, user, body } = exchange;
  const organisation = body['organization'] as string | undefined;
  const into = organisation === undefined ? user : world.account(organisation);
  if (into === undefined)
    throw unprocessable(
      `'${organisation}' is the login for a user account. You must pass the login for an organization account.`,
    );
  mayFork(exchange, into);
  const fork = createFork(world, repository, {
    owner: into,
    name: body['name'] as string | undefined,
    onlyDefaultBranch: body['default_branch_only'] === true,
  });
  return { status: 202, body: fullRepository(world, fork, user) };
}

function mergeUpstream(exchange: InRepository): Answer {
  const { world, repository, user } = exchange;
  const branch = exchange.body['branch'] as string;
  const parent = repository.parent;
  if (parent === undefined) throw unprocessable(`The repository ${fullName(repository)} is not a fork.`);
  const ours = repository.git.branch(branch);
  const theirs = parent.git.branch(branch);
  if (ours === undefined) throw new ApiFailure(404, 'Branch not found');
  if (theirs === undefined) throw new ApiFailure(404, 'Branch not found');
  const base = `${parent.owner.login}:${branch}`;
  const done = (merge_type: string, message: string) => ok({ message, merge_type, base_branch: base });
  // Looked at with the upstream's objects in reach, brought in only once nothing stands against it.
  const together = world.networkGit(repository);
  if (together.isAncestor(theirs, ours)) return done('none', `This branch is not behind the upstream ${base}.`);
  const ref = `refs/heads/${branch}`;
  const bring = { from: parent.git, sha: theirs };
  if (together.isAncestor(ours, theirs)) {
    changeRef(exchange, repository, { ref, sha: theirs, force: false, through: 'sync', bring });
    return done('fast-forward', `Successfully fetched and fast-forwarded from upstream ${base}.`);
  }
  const tree = together.mergedTree(ours, theirs);
  if (tree === undefined) throw new ApiFailure(409, 'There are merge conflicts');
  const person = {
    name: user?.name ?? user?.login ?? '',
    email: user?.email ?? `${user?.login}@users.noreply.github.com`,
    date: world.now(),
  };
  const message = `Merge branch '${base}' into ${branch}\n`;
  const text = commitText({
    tree,
    parents: [ours, theirs],
    author: person,
    committer: person,
    signature: undefined,
    message,
  });
  const sha = together.write('commit', text);
  changeRef(exchange, repository, { ref, sha, force: false, through: 'sync', bring });
  return done('merge', `Successfully fetched and merged from upstream ${base}.`);
}

export const forks: Readonly<Record<string, Handler>> = {
  'repos/list-forks': inRepository(READ_METADATA, listForks, { emptyIsFine: true }),
  'repos/create-fork': inRepository(READ_METADATA, makeFork, { emptyIsFine: true }),
  'repos/merge-upstream': inRepository(WRITE_CONTENTS, mergeUpstream),
};
