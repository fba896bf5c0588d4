import type { IncomingMessage } from 'node:http';
import { acceptedHeaders, tokenOf } from './access.js';
import { type Answer, type Exchange, failureAnswer, type Json } from './exchange.js';
import { ApiFailure, notFound } from './failures.js';
import { checkAnswer, checkQuery, checkRequest, operationFor, type Violation } from './openapi-check.js';
import { rateOf } from './rest/caller.js';
import { routes } from './rest/routes.js';
import { fullName, type Token, type World } from './world.js';

export interface ApiRequest {
  method: string;
  /** Behind /api/v3, without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  bodyText: string;
}

/** `/repositories/1001/pulls` is `/repos/owner/name/pulls`: where GitHub's redirects point. */
function withoutId(world: World, path: string): string {
  const match = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
  if (match === null) return path;
  const repository = world.repositories.find((each) => each.id === Number(match[1]));
  return repository === undefined ? path : `/repos/${fullName(repository)}${match[2] ?? ''}`;
}

function parsedBody(request: ApiRequest): Json {
  if (request.bodyText === '') return {};
  try {
    const body: unknown = JSON.parse(request.bodyText);
    if (typeof body === 'object' && body !== null) return body as Json;
  } catch {
    throw new ApiFailure(400, 'Problems parsing JSON');
  }
  throw new ApiFailure(400, 'Body should be a JSON object');
}

/** Counts the request against its limit, and refuses it when that is used up. */
export function spendRate(world: World, token: Token | undefined): void {
  const rate = rateOf(world, token);
  if (rate.used < rate.limit) rate.used += 1;
  else if (rate.resetAt > Date.now() / 1000) {
    throw new ApiFailure(
      403,
      `API rate limit exceeded for ${token === undefined ? '127.0.0.1' : `user ID ${token.account.id}`}.`,
    );
  }
}

export function commonHeaders(world: World, token: Token | undefined): Record<string, string> {
  const rate = rateOf(world, token);
  const classic = token?.kind === 'classic' || token?.kind === 'oauth';
  return {
    Server: 'github.com',
    'X-GitHub-Request-Id': `0000:0000:${world.requestCount.toString(16)}`,
    'X-GitHub-Media-Type': 'github.v3; format=json',
    'X-GitHub-Enterprise-Version': '3.19.0',
    'X-RateLimit-Limit': String(rate.limit),
    'X-RateLimit-Remaining': String(Math.max(0, rate.limit - rate.used)),
    'X-RateLimit-Used': String(rate.used),
    'X-RateLimit-Reset': String(rate.resetAt),
    'X-RateLimit-Resource': 'core',
    ...(classic && { 'X-OAuth-Scopes': token.scopes.join(', ') }),
  };
}

function holdRequest(request: ApiRequest, exchange: Exchange, violations: Violation[]): void {
  const { operation } = exchange;
  if (operation === undefined) return;
  const body = request.bodyText === '' ? undefined : exchange.body;
  const { refused, ignored } = checkRequest(operation, body);
  const problems = [...refused, ...ignored, ...checkQuery(operation, exchange.query)];
  if (problems.length > 0) violations.push({ kind: 'request', operation: operation.id, problems });
  if (refused.length > 0) throw new ApiFailure(422, `Invalid request.\n\n${refused.join('\n')}`);
}

/** One REST request, from the token to the checked answer. */
export function answerApi(world: World, request: ApiRequest, violations: Violation[]): Answer {
  const path = withoutId(world, request.path);
  const found = operationFor(request.method, path);
  const exchange: Exchange = {
    world,
    method: request.method,
    path,
    query: request.query,
    headers: request.headers,
    body: {},
    params: found?.params ?? {},
    operation: found?.operation,
    token: undefined,
    user: undefined,
  };
  const answer = attempt(() => {
    exchange.token = tokenOf(world, request.headers.authorization);
    exchange.user = exchange.token?.account;
    if (found?.operation.id !== 'rate-limit/get') spendRate(world, exchange.token);
    if (found === undefined) {
      violations.push({ kind: 'unknown operation', operation: `${request.method} ${path}`, problems: [] });
      throw notFound();
    }
    exchange.body = parsedBody(request);
    holdRequest(request, exchange, violations);
    const route = routes[found.operation.id];
    if (route === undefined) throw new ApiFailure(501, `${found.operation.id} is not served`);
    const accepted = route.need === undefined ? {} : acceptedHeaders(exchange, route.need);
    const given = route(exchange);
    return { ...given, headers: { ...accepted, ...given.headers } };
  }, exchange);
  if (found !== undefined) {
    const media = answer.raw?.contentType.split(';')[0] ?? answer.headers?.['Content-Type']?.split('+')[0];
    // Raw bytes have no schema; what is left is that the status is a described one.
    const problems = answer.raw === undefined ? checkAnswer(found.operation, answer.status, answer.body, media) : [];
    if (problems.length > 0)
      violations.push({ kind: 'answer', operation: `${found.operation.id} ${answer.status}`, problems });
  }
  return answer;
}

function attempt(work: () => Answer, exchange: Exchange): Answer {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof ApiFailure)) throw thrown;
    const answer = failureAnswer(thrown, exchange.operation?.docs ?? 'https://docs.github.com/rest');
    const { url } = thrown as { url?: string };
    if (url === undefined) return answer;
    const { message, documentation_url } = answer.body as Json;
    return { ...answer, body: { message, url, documentation_url } };
  }
}
