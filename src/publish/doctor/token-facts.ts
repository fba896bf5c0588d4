import type { GitHub } from '../github/client.js';
import { isFailure } from '../github/github-failure.js';

export type TokenKind = 'classic' | 'oauth' | 'fine-grained' | 'app' | 'user-of-app' | 'unknown';

/** What GitHub tells of a token without anything being changed. */
export interface TokenFacts {
  kind: TokenKind;
  /** Undefined for tokens that are no person's (Actions, Apps). */
  login: string | undefined;
  /** Undefined where the token has permissions instead of scopes. */
  scopes: string[] | undefined;
  /** As GitHub writes it; undefined where it does not tell. */
  expires: string | undefined;
}

const prefixes: readonly [prefix: RegExp, kind: TokenKind][] = [
  [/^ghp_|^[0-9a-f]{40}$/, 'classic'],
  [/^gho_/, 'oauth'],
  [/^github_pat_/, 'fine-grained'],
  [/^ghs_|^v1\./, 'app'],
  [/^ghu_/, 'user-of-app'],
];

/** By the form of the token alone; nothing is asked. */
export function tokenKind(value: string): TokenKind {
  return prefixes.find(([prefix]) => prefix.test(value))?.[1] ?? 'unknown';
}

/** Throws GitHubFailure where the token is refused. */
export async function askForToken(github: GitHub): Promise<TokenFacts> {
  const byForm = tokenKind(github.token.value);
  try {
    const { data, headers } = await github.request('GET /user');
    const scopes = listOf(headers['x-oauth-scopes']);
    // Only tokens with scopes have this header, whatever their form.
    const kind = byForm === 'unknown' && scopes !== undefined ? 'classic' : byForm;
    const expires = headers['github-authentication-token-expiration'];
    return { kind, login: data.login, scopes, expires: expires === undefined ? undefined : String(expires) };
  } catch (thrown) {
    // Tokens of Apps, and of the jobs of Actions, which are one, are nobody's.
    if (!isFailure(thrown, 'permission')) throw thrown;
    return { kind: byForm, login: undefined, scopes: undefined, expires: undefined };
  }
}

function listOf(header: unknown): string[] | undefined {
  if (header === undefined) return undefined;
  return String(header)
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
}
