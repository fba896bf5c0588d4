import { atLeast, READ_PULLS, roleOf, WRITE_PULLS } from '../access.js';
import { type Answer, created, ok, page } from '../exchange.js';
import { ApiFailure, notFound, validationFailed } from '../failures.js';
import { holdTexts, listedPulls, openPull } from '../pull-request-rules.js';
import { close, filesOf, reopenObstacle } from '../pull-request-state.js';
import { readCommits, repositoryCommit } from '../render/commits.js';
import { fullPull, simplePull } from '../render/pulls.js';
import { headLabel, type PullRequest } from '../world.js';
import { type Handler, type InRepository, inRepository } from './route.js';

export function pullOf(exchange: InRepository, parameter = 'pull_number'): PullRequest {
  const number = Number(exchange.params[parameter]);
  const pull = exchange.repository.pulls.find((each) => each.number === number);
  if (pull === undefined) throw notFound();
  return pull;
}

function listPulls(exchange: InRepository): Answer {
  const { query, world, repository } = exchange;
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const found = listedPulls(world, repository).filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      // A filter without an owner is no filter: GitHub ignores it.
      (head === null || !head.includes(':') || headLabel(pull).toLowerCase() === head.toLowerCase()) &&
      (base === null || pull.base.branch === base),
  );
  const by = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  found.sort((a, b) => (a[by] < b[by] ? -1 : a[by] > b[by] ? 1 : 0));
  const descending =
    query.get('direction') !== 'asc' &&
    (query.get('direction') === 'desc' || query.get('sort') === null || query.get('sort') === 'created');
  if (descending) found.reverse();
  const { start, end } = bounds(exchange, found.length);
  const answer = page(exchange, found);
  return { ...answer, body: found.slice(start, end).map((pull) => simplePull(world, pull)) };
}

function bounds({ query }: InRepository, total: number) {
  const size = Math.min(100, Number(query.get('per_page') ?? 30) || 30);
  const at = (Number(query.get('page') ?? 1) || 1) - 1;
  return { start: at * size, end: Math.min(total, (at + 1) * size) };
}

function createPull(exchange: InRepository): Answer {
  const body = exchange.body as Record<string, unknown>;
  const pull = openPull(exchange, exchange.repository, {
    title: body['title'] as string | undefined,
    head: body['head'] as string,
    headRepository: body['head_repo'] as string | undefined,
    base: body['base'] as string,
    body: (body['body'] as string | undefined) ?? null,
    draft: body['draft'] === true,
    maintainerCanModify: body['maintainer_can_modify'] as boolean | undefined,
  });
  return created(fullPull(exchange.world, pull, true));
}

function setState(exchange: InRepository, pull: PullRequest, state: unknown): void {
  if (state === 'closed' && pull.state === 'open') close(exchange.world, pull);
  if (state !== 'open' || pull.state === 'open') return;
  const message = pull.merged ? 'state cannot be changed. The pull request cannot be reopened.' : reopenObstacle(pull);
  if (message !== undefined) {
    throw validationFailed({ resource: 'PullRequest', code: 'invalid', field: 'state', message });
  }
  pull.state = 'open';
  pull.closedAt = null;
  pull.head.sha = pull.head.repository?.git.branch(pull.head.branch) ?? pull.head.sha;
  pull.base.sha = pull.repository.git.branch(pull.base.branch) ?? pull.base.sha;
}

function updatePull(exchange: InRepository): Answer {
  const pull = pullOf(exchange);
  const { user, repository, world, body } = exchange;
  const mine = pull.author === user;
  if (
    !mine &&
    !atLeast(roleOf(user, repository), 'write') &&
    exchange.token?.kind !== 'app' &&
    exchange.token?.kind !== 'actions'
  ) {
    throw new ApiFailure(
      403,
      'You must have push access to the repository, or be the author, to edit this pull request.',
    );
  }
  holdTexts(body);
  if (body['state'] !== undefined) setState(exchange, pull, body['state']);
  if (typeof body['title'] === 'string') pull.title = body['title'];
  if (typeof body['body'] === 'string') pull.body = body['body'];
  if (typeof body['maintainer_can_modify'] === 'boolean') pull.maintainerCanModify = body['maintainer_can_modify'];
  if (typeof body['base'] === 'string') {
    const sha = repository.git.branch(body['base']);
    if (sha === undefined) throw validationFailed({ resource: 'PullRequest', field: 'base', code: 'invalid' });
    pull.base = { branch: body['base'], sha };
  }
  pull.updatedAt = world.now();
  return ok(fullPull(world, pull));
}

function pullFiles(exchange: InRepository): Answer {
  const pull = pullOf(exchange);
  const files = filesOf(pull).slice(0, 3000);
  return page(
    exchange,
    files.map((file) => file.rendered(exchange.world, exchange.repository, pull.head.sha)),
  );
}

function pullCommits(exchange: InRepository): Answer {
  const pull = pullOf(exchange);
  const { git } = exchange.repository;
  const ids = git.text(['rev-list', '--reverse', '--max-count=250', `${pull.base.sha}..${pull.head.sha}`]);
  const commits = readCommits(git, ids === '' ? [] : ids.split('\n'));
  return page(
    exchange,
    commits.map((commit) => repositoryCommit(exchange.world, exchange.repository, commit)),
  );
}

export const pulls: Readonly<Record<string, Handler>> = {
  'pulls/list': inRepository(READ_PULLS, listPulls, { emptyIsFine: true }),
  'pulls/create': inRepository(WRITE_PULLS, createPull),
  'pulls/get': inRepository(READ_PULLS, (exchange) => ok(fullPull(exchange.world, pullOf(exchange)))),
  'pulls/update': inRepository(WRITE_PULLS, updatePull),
  'pulls/list-files': inRepository(READ_PULLS, pullFiles),
  'pulls/list-commits': inRepository(READ_PULLS, pullCommits),
};
