import type { ApiFailure } from './failures.js';
import type { Operation } from './openapi-check.js';
import type { Account, Token, World } from './world.js';

export type Json = Record<string, unknown>;

/** One request on its way to a handler. */
export interface Exchange {
  world: World;
  method: string;
  /** The path behind /api/v3, decoded only in `params`. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  /** The parsed JSON body, an empty object where there is none. */
  body: Json;
  params: Record<string, string>;
  operation: Operation | undefined;
  token: Token | undefined;
  user: Account | undefined;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Instead of `body`: bytes that are not JSON. */
  raw?: { contentType: string; bytes: Buffer };
}

export const ok = (body: unknown, headers: Record<string, string> = {}): Answer => ({ status: 200, body, headers });
export const created = (body: unknown): Answer => ({ status: 201, body });

export function failureAnswer(failure: ApiFailure, documentation: string): Answer {
  const body = {
    message: failure.message,
    ...(failure.errors !== undefined && { errors: failure.errors }),
    documentation_url: documentation,
    status: String(failure.status),
  };
  return { status: failure.status, body, headers: { ...failure.headers } };
}

/** One page of a list, with GitHub's Link header. */
export function page(exchange: Exchange, items: readonly unknown[]): Answer {
  const { start, end, headers } = pageBounds(exchange, items.length);
  return ok(items.slice(start, end), headers);
}

export function pageBounds(exchange: Exchange, total: number, most = 100) {
  const size = Math.min(most, positive(exchange.query.get('per_page'), 30));
  const number = positive(exchange.query.get('page'), 1);
  const last = Math.max(1, Math.ceil(total / size));
  const url = (to: number) => {
    const query = new URLSearchParams(exchange.query);
    query.set('page', String(to));
    return `<${exchange.world.api}${exchange.path}?${query}>`;
  };
  const links: string[] = [];
  if (number > 1) links.push(`${url(number - 1)}; rel="prev"`);
  if (number < last) links.push(`${url(number + 1)}; rel="next"`, `${url(last)}; rel="last"`);
  if (number > 1) links.push(`${url(1)}; rel="first"`);
  const headers: Record<string, string> = links.length > 0 ? { Link: links.join(', ') } : {};
  return { start: (number - 1) * size, end: number * size, headers };
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text ?? otherwise);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}

export function mediaTypes(exchange: Exchange): string {
  return String(exchange.headers['accept'] ?? '');
}
