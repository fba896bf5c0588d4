import { type Answer, type Exchange, ok } from '../exchange.js';
import { ApiFailure, notFound } from '../failures.js';
import { privateUser, publicUser } from '../render/accounts.js';
import type { Token, World } from '../world.js';
import type { Handler } from './route.js';

function getUser(exchange: Exchange): Answer {
  const { world, token, user } = exchange;
  if (token === undefined || user === undefined) throw new ApiFailure(401, 'Requires authentication');
  if (token.kind === 'actions' || token.kind === 'app')
    throw new ApiFailure(403, 'Resource not accessible by integration');
  const whole = token.scopes.includes('user') || token.scopes.includes('read:user');
  return ok(whole ? privateUser(world, user) : publicUser(world, user));
}

function getUserByName(exchange: Exchange): Answer {
  const account = exchange.world.account(exchange.params['username'] ?? '');
  if (account === undefined) throw notFound();
  return ok(publicUser(exchange.world, account));
}

export function rateOf(world: World, token: Token | undefined): Token['rate'] {
  return token?.rate ?? world.anonymousRate;
}

function rateLimit(exchange: Exchange): Answer {
  const rate = rateOf(exchange.world, exchange.token);
  const core = {
    limit: rate.limit,
    remaining: Math.max(0, rate.limit - rate.used),
    reset: rate.resetAt,
    used: rate.used,
  };
  const other = { limit: 5000, remaining: 5000, reset: rate.resetAt, used: 0 };
  return ok({ resources: { core, search: { ...other, limit: 30, remaining: 30 }, graphql: other }, rate: core });
}

export const caller: Readonly<Record<string, Handler>> = {
  'users/get-authenticated': getUser,
  'users/get-by-username': getUserByName,
  'rate-limit/get': rateLimit,
  'meta/get': () => ok({ verifiable_password_authentication: false }),
};
