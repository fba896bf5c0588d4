import { askProgram } from '../../foundation/ask-program.js';
import { EnvironmentError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { withoutTokens } from '../../foundation/redaction.js';
import type { Environment } from '../../foundation/run-context.js';

/** A token and the name of the place it comes from, which may be printed. */
export interface Token {
  value: string;
  source: string;
}

const dotComVariables = ['GH_TOKEN', 'GITHUB_TOKEN'] as const;
const enterpriseVariables = ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'] as const;
const ghTimeoutMs = 15_000;

/** The variables that may hold a token for a host: a token for github.com never goes elsewhere. */
export function tokenVariables(host: string): readonly string[] {
  return host === 'github.com' ? dotComVariables : enterpriseVariables;
}

/** Every token that the environment holds, so that none of them is ever submitted or shown. */
export function tokensIn(env: Environment): string[] {
  return [...dotComVariables, ...enterpriseVariables]
    .map((name) => env[name]?.trim() ?? '')
    .filter((value) => value.length >= 8);
}

/** Finds the token for a host. Throws EnvironmentError (exit 6) where there is none or where it cannot be one. */
export async function findToken(host: string, context: { env: Environment; signal: AbortSignal }): Promise<Token> {
  const names = tokenVariables(host);
  for (const name of names) {
    const value = context.env[name]?.trim();
    if (value) return checked({ value, source: name });
  }
  const command = host === 'github.com' ? 'gh auth token' : `gh auth token --hostname ${host}`;
  const answer = await askGh(host, context);
  if (typeof answer === 'string') return checked({ value: answer, source: command });
  throw new EnvironmentError({
    code: 'NO_TOKEN',
    message: `There is no token for ${host}: ${names.join(' and ')} are not set, and "${command}" gave none (${answer.reason})`,
    hint: `Set ${names[0]} to a token that may read ${host} and open pull requests, or log in with: \`gh auth login --hostname ${host}\``,
    exitCode: exitCodes.notAllowed,
  });
}

function checked(token: Token): Token {
  if (/^[\x21-\x7e]+$/.test(token.value)) return token;
  throw new EnvironmentError({
    code: 'BAD_TOKEN',
    message: `The token from ${token.source} has white space or other characters inside that no token has`,
    hint: `Set ${token.source} again, to one token and nothing else.`,
    exitCode: exitCodes.notAllowed,
  });
}

async function askGh(
  host: string,
  { env, signal }: { env: Environment; signal: AbortSignal },
): Promise<string | { reason: string }> {
  const args = ['auth', 'token', ...(host === 'github.com' ? [] : ['--hostname', host])];
  const question = { args, env: { ...withoutTokens(env), GH_PROMPT_DISABLED: '1' }, signal, timeoutMs: ghTimeoutMs };
  const answer = await askProgram('gh', question);
  if (answer.kind === 'missing') return { reason: 'gh is not installed' };
  if (answer.kind === 'timeout') return { reason: 'it did not answer' };
  if (answer.kind === 'failed') return { reason: answer.reason };
  const value = answer.stdout.trim();
  return answer.exitCode === 0 && value !== '' ? value : { reason: `exit code ${answer.exitCode}` };
}

/** The same error without any token of the environment in its texts, for errors that are not our own words. */
export function scrubbed(thrown: unknown, env: Environment): unknown {
  const tokens = tokensIn(env);
  const clean = (text: string) => tokens.reduce((rest, token) => rest.replaceAll(token, '***'), text);
  for (let error = thrown, depth = 0; error instanceof Error && depth < 10; error = error.cause, depth += 1) {
    if (clean(error.message) !== error.message) error.message = clean(error.message);
    if (error.stack !== undefined && clean(error.stack) !== error.stack) error.stack = clean(error.stack);
  }
  return thrown;
}
