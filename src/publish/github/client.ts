import type { Octokit } from 'octokit';
import { RemoteError, VrtgError } from '../../foundation/errors.js';
import { toolVersion } from '../../foundation/package-info.js';
import type { Progress } from '../../foundation/progress.js';
import type { GitHubAddress } from '../catalog-repository/catalog-address.js';
import { hasShape } from './answer-shape.js';
import { type FailureKind, GitHubFailure } from './github-failure.js';
import { type Asker, readFailure } from './read-failure.js';
import { longestWaitMs, pause } from './retries.js';
import { safeFetch } from './safe-fetch.js';
import type { Token } from './token.js';

/** Milliseconds before a read is tried again; a write is never repeated without a look. */
const readDelaysMs = [500, 1_500, 4_000];
const rateLimitTries = 3;
const requestTimeoutMs = 60_000;

/** The one connection to a GitHub: every request goes through it, with the token in its authorization header only. */
export interface GitHub {
  readonly address: GitHubAddress;
  readonly request: Octokit['request'];
  /** GraphQL; a query is repeated like any read, a mutation never. */
  readonly graphql: <Data>(text: string, variables: Record<string, unknown>) => Promise<Data>;
  readonly signal: AbortSignal;
  readonly token: Token;
}

export interface Connection {
  address: GitHubAddress;
  token: Token;
  signal: AbortSignal;
  progress: Progress;
}

/** Marks a write that does no harm when it is made twice, such as the writing of an object. */
export const repeatable = { request: { repeatable: true } } as const;

export async function connect({ address, token, signal, progress }: Connection): Promise<GitHub> {
  const octokitModule = await import('octokit');
  const octokit = new octokitModule.Octokit({
    auth: token.value,
    baseUrl: address.api,
    userAgent: `vrtg-provider/${toolVersion}`,
    throttle: { enabled: false },
    retry: { enabled: false },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    request: { fetch: safeFetch({ api: address.api, signal, timeoutMs: requestTimeoutMs }) },
  });
  const asker: Asker = { host: address.host, token };
  octokit.hook.wrap('request', async (send, options) => {
    const name = `${options.method} ${options.url.replace(/^https?:\/\/[^/]+(?:\/api(?:\/v3)?)?/, '')}`;
    const mayRepeat = options.method === 'GET' || isQuery(options) || options.request?.['repeatable'] === true;
    for (let [failures, limits] = [0, 0]; ; ) {
      try {
        const response = await send(options);
        refuseOtherThanJson(name, response, asker);
        return response;
      } catch (thrown) {
        signal.throwIfAborted();
        const { failure, waitMs } = understand(name, thrown, asker);
        if (
          failure.kind === 'rate-limit' &&
          waitMs !== undefined &&
          waitMs <= longestWaitMs &&
          limits < rateLimitTries - 1
        ) {
          limits += 1;
          progress({ type: 'note', text: `${address.host} asks to wait ${Math.ceil(waitMs / 1000)} s` });
          await pause(waitMs, signal);
          continue;
        }
        const delay = readDelaysMs[failures];
        if (failure.kind !== 'unavailable' || !mayRepeat || delay === undefined) throw failure;
        failures += 1;
        await pause(delay, signal);
      }
    }
  });
  return {
    address,
    token,
    signal,
    request: octokit.request,
    graphql: async <Data>(text: string, variables: Record<string, unknown>) => {
      try {
        return await octokit.graphql<Data>(text, variables);
      } catch (thrown) {
        throw thrown instanceof VrtgError ? thrown : graphqlFailure(thrown, asker);
      }
    },
  };
}

function isQuery(options: { url: string; query?: unknown }): boolean {
  return (
    options.url.endsWith('/graphql') &&
    typeof options.query === 'string' &&
    options.query.trimStart().startsWith('query')
  );
}

interface Understood {
  failure: GitHubFailure;
  /** How long a secondary rate limit asks to wait. */
  waitMs?: number;
}

interface RequestErrorShape {
  status: number;
  message: string;
  cause?: unknown;
  response?: { headers: Record<string, string | number | undefined>; data?: unknown };
}

function understand(request: string, thrown: unknown, asker: Asker): Understood {
  if (thrown instanceof GitHubFailure) return { failure: thrown };
  const error = thrown as RequestErrorShape;
  if (error.cause instanceof RemoteError || error.cause instanceof GitHubFailure) throw error.cause;
  if (!(thrown instanceof Error)) throw thrown;
  if (error.response === undefined) {
    const said = error.cause instanceof Error ? error.cause.message : error.message;
    return { failure: readFailure({ request, status: 0, headers: {}, said: said || error.message }, asker) };
  }
  const { headers, data } = error.response;
  const isPage = !String(headers['content-type'] ?? '').includes('json');
  const said = isPage ? 'it sent a web page instead of data' : sayingOf(data, error.message);
  const failure = readFailure({ request, status: error.status, headers, said }, asker);
  const isPrimary = String(headers['x-ratelimit-remaining']) === '0';
  const after = Number(headers['retry-after'] ?? 60);
  return failure.kind === 'rate-limit' && !isPrimary ? { failure, waitMs: Math.max(after, 0) * 1000 } : { failure };
}

function sayingOf(data: unknown, fallback: string): string {
  const { message, errors } = (data ?? {}) as { message?: unknown; errors?: unknown };
  const details = (Array.isArray(errors) ? errors : []).map(
    (error: { message?: string; field?: string; code?: string } | string) =>
      typeof error === 'string' ? error : (error.message ?? [error.field, error.code].filter(Boolean).join(' ')),
  );
  return [typeof message === 'string' ? message : fallback, ...details].join('; ');
}

/** octokit takes a page, and the beginning of an answer that was cut, for data. */
function refuseOtherThanJson(
  request: string,
  { status, headers, data }: { status: number; headers: Record<string, unknown>; data: unknown },
  asker: Asker,
): void {
  if (status === 204 || status === 205) return;
  const type = String(headers['content-type'] ?? '');
  const isData = type.includes('json') && typeof data === 'object' && data !== null;
  if (isData && hasShape(request, data)) return;
  const said = isData
    ? 'its answer is none of a GitHub; is this its API?'
    : type.includes('json')
      ? 'its answer was cut off'
      : `it sent ${type || 'something'} instead of JSON; is this the API of a GitHub?`;
  throw readFailure({ request, status: 502, headers: {}, said }, asker);
}

const graphqlKinds: Readonly<Record<string, FailureKind>> = {
  NOT_FOUND: 'not-found',
  FORBIDDEN: 'permission',
  INSUFFICIENT_SCOPES: 'missing-scope',
};

/** GraphQL says no with status 200. What has no type of a refusal is a query that this host does not answer. */
function graphqlFailure(thrown: unknown, asker: Asker): GitHubFailure {
  const { errors, headers = {} } = thrown as {
    errors?: { type?: string; message: string }[];
    headers?: Record<string, string>;
  };
  const request = 'POST /graphql';
  const said =
    errors?.map(({ message }) => message).join('; ') ?? (thrown instanceof Error ? thrown.message : String(thrown));
  const [first] = errors ?? [];
  if (!first) return readFailure({ request, status: 502, headers: {}, said }, asker);
  const isLimit = first.type === 'RATE_LIMITED' || /rate limit/i.test(first.message);
  if (isLimit) {
    const limit = { 'x-ratelimit-remaining': '0', ...headers };
    return readFailure({ request, status: 403, headers: limit, said }, asker);
  }
  if (headers['x-github-sso'] !== undefined || /\bSAML\b/.test(first.message)) {
    return readFailure({ request, status: 403, headers: { 'x-github-sso': 'required', ...headers }, said }, asker);
  }
  const refusal = readFailure({ request, status: first.type === 'NOT_FOUND' ? 404 : 403, headers: {}, said }, asker);
  const kind = refusal.kind === 'policy' ? 'policy' : (graphqlKinds[first.type ?? ''] ?? 'unsupported');
  const { message, hint } = refusal;
  return new GitHubFailure({ kind, message, hint, status: refusal.status, said: refusal.said });
}
