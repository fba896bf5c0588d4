import {
  atLeast,
  READ_ISSUES,
  READ_METADATA,
  roleOf,
  WRITE_COMMENTS,
  WRITE_CONTENTS,
  WRITE_LABELS,
} from '../access.js';
import { type Answer, created, type Json, ok, page } from '../exchange.js';
import { ApiFailure, notFound, validationFailed } from '../failures.js';
import { holdTexts } from '../pull-request-rules.js';
import { nodeId, simpleUser } from '../render/accounts.js';
import { association, renderLabel } from '../render/pulls.js';
import { type Comment, fullName, type Label, type PullRequest, type Repository, type World } from '../world.js';
import { pullOf } from './pulls.js';
import { type Handler, type InRepository, inRepository } from './route.js';

function labelNamed(repository: Repository, name: string): Label | undefined {
  return repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

export function newLabel(world: World, repository: Repository, label: Partial<Label> & { name: string }): Label {
  const made = {
    id: world.nextId(),
    name: label.name,
    color: label.color ?? 'ededed',
    description: label.description ?? null,
  };
  repository.labels.push(made);
  return made;
}

function createLabel(exchange: InRepository): Answer {
  const { world, repository } = exchange;
  const body = exchange.body as { name: string; color?: string; description?: string };
  if (body.color !== undefined && !/^[0-9a-f]{6}$/i.test(body.color)) {
    throw validationFailed({ resource: 'Label', code: 'invalid', field: 'color' });
  }
  if (labelNamed(repository, body.name) !== undefined) {
    throw validationFailed({ resource: 'Label', code: 'already_exists', field: 'name' });
  }
  return created(renderLabel(world, repository, newLabel(world, repository, body)));
}

function getLabel(exchange: InRepository): Answer {
  const label = labelNamed(exchange.repository, exchange.params['name'] ?? '');
  if (label === undefined) throw notFound();
  return ok(renderLabel(exchange.world, exchange.repository, label));
}

function addLabels(exchange: InRepository): Answer {
  const { world, repository, user, token } = exchange;
  const pull = pullOf(exchange, 'issue_number');
  const wanted = labelNames(exchange.body);
  const missing = wanted.filter((name) => labelNamed(repository, name) === undefined);
  const mayCreate = token?.kind === 'app' || token?.kind === 'actions' || atLeast(roleOf(user, repository), 'write');
  if (missing.length > 0 && !mayCreate) {
    throw new ApiFailure(403, 'You do not have permission to create labels on this repository.', {
      errors: [{ resource: 'Repository', field: 'label', code: 'unauthorized' }],
    });
  }
  for (const name of wanted) {
    const label = labelNamed(repository, name) ?? newLabel(world, repository, { name });
    if (!pull.labels.includes(label)) pull.labels.push(label);
  }
  return ok(pull.labels.map((label) => renderLabel(world, repository, label)));
}

/** `{labels: [...]}` of names or of objects, or the bare list that GitHub takes too. */
function labelNames(body: Json): string[] {
  const list = Array.isArray(body) ? body : ((body['labels'] as unknown[] | undefined) ?? []);
  return list.map((each) => (typeof each === 'string' ? each : String((each as Json)['name'])));
}

function renderComment(world: World, pull: PullRequest, comment: Comment): Json {
  const full = fullName(pull.repository);
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url: `${world.api}/repos/${full}/issues/comments/${comment.id}`,
    html_url: `${world.origin}/${full}/pull/${pull.number}#issuecomment-${comment.id}`,
    issue_url: `${world.api}/repos/${full}/issues/${pull.number}`,
    body: comment.body,
    user: simpleUser(world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.createdAt,
    author_association: association(pull),
  };
}

function addComment(exchange: InRepository): Answer {
  const { world, user } = exchange;
  const pull = pullOf(exchange, 'issue_number');
  if (user === undefined) throw new ApiFailure(401, 'Requires authentication');
  const body = String(exchange.body['body']);
  holdTexts({ body });
  const comment = { id: world.nextId(), author: user, body, createdAt: world.now() };
  pull.comments.push(comment);
  return created(renderComment(world, pull, comment));
}

const empty = { emptyIsFine: true };

export const issues: Readonly<Record<string, Handler>> = {
  'issues/list-labels-for-repo': inRepository(
    READ_METADATA,
    (exchange) =>
      page(
        exchange,
        exchange.repository.labels.map((label) => renderLabel(exchange.world, exchange.repository, label)),
      ),
    empty,
  ),
  'issues/create-label': inRepository({ ...WRITE_CONTENTS, permissions: WRITE_LABELS.permissions }, createLabel, empty),
  'issues/get-label': inRepository(READ_METADATA, getLabel, empty),
  'issues/add-labels': inRepository(WRITE_LABELS, addLabels, empty),
  'issues/list-labels-on-issue': inRepository(
    READ_ISSUES,
    (exchange) =>
      page(
        exchange,
        pullOf(exchange, 'issue_number').labels.map((label) => renderLabel(exchange.world, exchange.repository, label)),
      ),
    empty,
  ),
  'issues/list-comments': inRepository(
    READ_ISSUES,
    (exchange) => {
      const pull = pullOf(exchange, 'issue_number');
      return page(
        exchange,
        pull.comments.map((comment) => renderComment(exchange.world, pull, comment)),
      );
    },
    empty,
  ),
  'issues/create-comment': inRepository(WRITE_COMMENTS, addComment, empty),
};
