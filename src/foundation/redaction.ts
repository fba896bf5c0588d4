import type { Environment } from './run-context.js';

const tokenNames = [
  'GH_TOKEN',
  'GITHUB_TOKEN',
  'GH_ENTERPRISE_TOKEN',
  'GITHUB_ENTERPRISE_TOKEN',
  'NODE_AUTH_TOKEN',
  'NPM_TOKEN',
] as const;

/** The environment for a child that needs none of the tokens in it. */
export function withoutTokens(env: Environment): Record<string, string> {
  const hidden = new Set<string>(tokenNames);
  const kept = Object.entries(env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && !hidden.has(pair[0]),
  );
  return Object.fromEntries(kept);
}
