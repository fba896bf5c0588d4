import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, execute, type GraphQLError, parse, validate } from 'graphql';
import { mayRead, tokenOf } from '../access.js';
import { type ApiRequest, commonHeaders, spendRate } from '../api-server.js';
import { isoSeconds } from '../commit-text.js';
import type { Answer, Json } from '../exchange.js';
import { failureAnswer } from '../exchange.js';
import { ApiFailure } from '../failures.js';
import type { Violation } from '../openapi-check.js';
import type { Repository, World } from '../world.js';
import { accountId, accountView } from './account-views.js';
import { graphqlFailure } from './connection.js';
import type { View } from './context.js';
import { mutations, pullById } from './mutations.js';
import { pullView } from './pull-views.js';
import { repositoryId, repositoryView } from './repository-views.js';

const DOCS = 'https://docs.github.com/graphql';
const schema = buildSchema(
  readFileSync(fileURLToPath(new URL('../generated/github.graphql', import.meta.url)), 'utf8'),
);

const TYPES: Readonly<Record<number, string>> = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 404: 'NOT_FOUND' };

function repositoryNamed(view: View, owner: string, name: string, follow: boolean): Repository {
  const found = view.world.repository(owner, name);
  const moved = follow ? view.world.renamed.get(`${owner}/${name}`.toLowerCase()) : undefined;
  const repository = found ?? moved;
  if (repository === undefined || !mayRead(view, repository)) {
    throw graphqlFailure('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  }
  const { saml, login } = repository.owner;
  const bot = view.token?.kind === 'actions' || view.token?.kind === 'app';
  if (saml && !bot && !view.token?.ssoFor.includes(login)) {
    const message =
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.';
    throw graphqlFailure('FORBIDDEN', message, { saml_failure: true });
  }
  return repository;
}

function accountNamed(view: View, login: string, what: 'User' | 'RepositoryOwner') {
  const account = view.world.account(login);
  if (account !== undefined && (what === 'RepositoryOwner' || account.kind === 'User'))
    return accountView(view, account);
  throw graphqlFailure('NOT_FOUND', `Could not resolve to a ${what} with the login of '${login}'.`);
}

function nodeById(view: View, id: string): unknown {
  const repository = view.world.repositories.find((each) => repositoryId(each) === id && mayRead(view, each));
  if (repository !== undefined) return repositoryView(view, repository);
  const account = view.world.accounts.find((each) => accountId(each) === id);
  return account === undefined ? pullView(view, pullById(view, id)) : accountView(view, account);
}

function root(view: View) {
  const rate = view.token?.rate;
  return {
    id: 'Q',
    ...mutations(view),
    repository: ({ owner, name, followRenames }: { owner: string; name: string; followRenames?: boolean | null }) =>
      repositoryView(view, repositoryNamed(view, owner, name, followRenames !== false)),
    viewer: () => view.user && accountView(view, view.user),
    user: ({ login }: { login: string }) => accountNamed(view, login, 'User'),
    repositoryOwner: ({ login }: { login: string }) => accountNamed(view, login, 'RepositoryOwner'),
    node: ({ id }: { id: string }) => nodeById(view, id),
    rateLimit: () => ({
      limit: rate?.limit ?? 0,
      used: rate?.used ?? 0,
      remaining: (rate?.limit ?? 0) - (rate?.used ?? 0),
      resetAt: isoSeconds((rate?.resetAt ?? 0) * 1000),
      cost: 1,
      nodeCount: 0,
    }),
  };
}

/** GitHub puts the type beside the message, and a refused rule of the REST API is one of GraphQL too. */
function renderError(error: GraphQLError): Json {
  const { originalError } = error;
  const base = { path: error.path ?? [], locations: error.locations ?? [] };
  if (originalError instanceof ApiFailure) {
    const [first] = (originalError.errors ?? []) as { message?: string; field?: string }[];
    const message =
      first?.message ?? (first?.field === undefined ? originalError.message : `${first.field} is invalid`);
    return { type: TYPES[originalError.status] ?? 'UNPROCESSABLE', ...base, message };
  }
  const { type, ...extensions } = error.extensions;
  if (type === undefined && originalError !== undefined) throw originalError;
  return {
    ...(type !== undefined && { type }),
    ...base,
    ...(Object.keys(extensions).length > 0 && { extensions }),
    message: error.message,
  };
}

/** One GraphQL request. Queries that GitHub's schema refuses are violations: the product should not ask them. */
export async function answerGraphql(world: World, request: ApiRequest, violations: Violation[]): Promise<Answer> {
  try {
    const token = tokenOf(world, request.headers.authorization);
    if (token === undefined) throw new ApiFailure(401, 'This endpoint requires you to be authenticated.');
    const view: View = { world, token, user: token.account };
    try {
      spendRate(world, token);
    } catch (thrown) {
      if (!(thrown instanceof ApiFailure)) throw thrown;
      const body = {
        errors: [{ type: 'RATE_LIMITED', message: `API rate limit exceeded for user ID ${token.account.id}.` }],
      };
      return { status: 200, body, headers: commonHeaders(world, token) };
    }
    if (request.method !== 'POST') throw new ApiFailure(404, 'Not Found');
    return await run(view, request, violations);
  } catch (thrown) {
    if (thrown instanceof ApiFailure) return failureAnswer(thrown, DOCS);
    throw thrown;
  }
}

async function run(view: View, request: ApiRequest, violations: Violation[]): Promise<Answer> {
  let body: { query?: unknown; variables?: Record<string, unknown>; operationName?: string };
  try {
    body = JSON.parse(request.bodyText);
  } catch {
    throw new ApiFailure(400, 'Problems parsing JSON');
  }
  if (typeof body.query !== 'string') {
    return {
      status: 200,
      body: { errors: [{ message: 'A query attribute must be specified and must be a string.' }] },
    };
  }
  const headers = { 'X-RateLimit-Resource': 'graphql' };
  const refuse = (errors: readonly GraphQLError[]): Answer => {
    violations.push({ kind: 'graphql', operation: 'graphql', problems: errors.map((error) => error.message) });
    return { status: 200, body: { errors: errors.map(renderError) }, headers };
  };
  let document: ReturnType<typeof parse>;
  try {
    document = parse(body.query);
  } catch (thrown) {
    return refuse([thrown as GraphQLError]);
  }
  const refused = validate(schema, document);
  if (refused.length > 0) return refuse(refused);
  const result = await execute({
    schema,
    document,
    rootValue: root(view),
    contextValue: view,
    ...(body.variables !== undefined && { variableValues: body.variables }),
    ...(body.operationName !== undefined && { operationName: body.operationName }),
  });
  if (result.data === undefined && result.errors !== undefined) return refuse(result.errors);
  const answer: Json = { data: result.data };
  if (result.errors !== undefined) answer['errors'] = result.errors.map(renderError);
  const sso = result.errors?.some((error) => error.extensions['saml_failure'] === true);
  return {
    status: 200,
    body: answer,
    headers: {
      ...headers,
      ...(sso && { 'X-GitHub-SSO': `required; url=${view.world.origin}/orgs/sso?authorization_request=A1` }),
    },
  };
}
