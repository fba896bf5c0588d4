import { cut } from '../../foundation/terminal-text.js';
import { type FailureKind, GitHubFailure } from './github-failure.js';
import type { Token } from './token.js';

/** What is known of an answer that is no success. */
export interface Answer {
  /** For instance `GET /repos/a/b`. */
  request: string;
  /** 0 where there was no answer. */
  status: number;
  headers: Readonly<Record<string, string | number | undefined>>;
  /** GitHub's message, or the text of a network error. */
  said: string;
}

export interface Asker {
  host: string;
  token: Token;
}

const runAgain = 'Run the same command again: it continues where it stopped.';

/** Turns an answer into the failure that it means. GitHub says "no" in many ways; the headers tell most of them apart. */
export function readFailure({ request, status, headers, said: raw }: Answer, { host, token }: Asker): GitHubFailure {
  const said = cut(raw.replaceAll(token.value, '***'), 500);
  const fail = (kind: FailureKind, message: string, hint?: string) =>
    new GitHubFailure({ kind, message, hint, status, said });
  const header = (name: string) => (headers[name] === undefined ? undefined : String(headers[name]));

  if (isRateLimit(status, header, said))
    return fail('rate-limit', `${host} takes no more requests for now: ${said}`, rateHint(header));
  if (status === 401) {
    return fail(
      'authentication',
      `${host} refuses the token from ${token.source}: ${said}`,
      `Set ${token.source} to a valid token, or log in again with: \`gh auth login --hostname ${host}\``,
    );
  }
  const sso = header('x-github-sso');
  if (status === 403 && sso) {
    const url = /url=([^;\s]+)/.exec(sso)?.[1];
    return fail(
      'single-sign-on',
      `The organisation wants single sign-on for the token from ${token.source}: ${said}`,
      `Authorise the token${url ? `: ${url}` : ' for the organisation in its settings'}`,
    );
  }
  if (isWorkflowScope(said)) {
    return fail(
      'missing-scope',
      `The token from ${token.source} lacks the "workflow" scope: ${said}`,
      `Give the token the workflow scope: \`gh auth refresh --hostname ${host} --scopes workflow\``,
    );
  }
  if (status === 409 && /empty/i.test(said)) return fail('empty-repository', `${request}: ${said}`, runAgain);
  if (isPolicy(status, said)) {
    return fail(
      'policy',
      `A rule of the repository forbids it: ${said}`,
      'Ask those who look after the catalog to allow it, or open the pull request from a fork.',
    );
  }
  const permissions = header('x-accepted-github-permissions');
  if (status === 403 || (permissions && status >= 500)) {
    const needs = permissions ? ` It needs: ${permissions}.` : '';
    return fail(
      'permission',
      `The token from ${token.source} is not allowed to ${request}: ${said}`,
      `Give the token what it lacks, or use another one.${needs}`,
    );
  }
  if (status === 404) return notFound({ request, said, fail, header, token });
  if (status === 422) return fail('validation', `${host} does not accept ${request}: ${said}`, runAgain);
  if (status === 409) return fail('conflict', `${request}: ${said}`, runAgain);
  const what = status === 0 ? `${host} could not be reached` : `${host} failed (${status})`;
  return fail('unavailable', `${what}, on ${request}: ${said}`, runAgain);
}

type Header = (name: string) => string | undefined;

function notFound(facts: {
  request: string;
  said: string;
  fail: (kind: FailureKind, message: string, hint?: string) => GitHubFailure;
  header: Header;
  token: Token;
}): GitHubFailure {
  const { request, said, fail, header, token } = facts;
  const scopes = header('x-oauth-scopes');
  const accepted = header('x-accepted-oauth-scopes');
  const has = (scopes ?? '').split(',').map((scope) => scope.trim());
  const wanted = (accepted ?? '')
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  if (scopes !== undefined && wanted.length > 0 && !wanted.some((scope) => has.includes(scope))) {
    return fail(
      'missing-scope',
      `${request} is not there for the token from ${token.source}, which lacks a scope (it has: ${scopes || 'none'})`,
      `Give the token one of these scopes: ${wanted.join(', ')}`,
    );
  }
  return fail('not-found', `${request}: ${said}`, 'It does not exist, or the token may not see it.');
}

function isRateLimit(status: number, header: Header, said: string): boolean {
  if (status !== 403 && status !== 429) return false;
  return (
    status === 429 ||
    header('x-ratelimit-remaining') === '0' ||
    header('retry-after') !== undefined ||
    /rate limit|abuse detection/i.test(said)
  );
}

function rateHint(header: Header): string {
  const reset = Number(header('x-ratelimit-reset'));
  if (header('x-ratelimit-remaining') === '0' && Number.isFinite(reset) && reset > 0) {
    return `The limit is reset at ${new Date(reset * 1000).toISOString().replace('.000Z', 'Z')}; run the same command again then.`;
  }
  const after = header('retry-after');
  return `Run the same command again ${after ? `in ${after} seconds` : 'in a few minutes'}.`;
}

function isWorkflowScope(said: string): boolean {
  return /workflow/i.test(said) && /scope|permission/i.test(said);
}

function isPolicy(status: number, said: string): boolean {
  if (![403, 409, 422].includes(status)) return false;
  return /rule violation|repository rule|protected branch|interaction|limited the ability|verified signature|must have verified|signatures? required|forking (?:is|has been) disabled|disabled forking|archived/i.test(
    said,
  );
}
