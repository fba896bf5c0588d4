import { toolVersion } from '../../foundation/package-info.js';
import type { FetchLimits } from './fetch-limits.js';
import { isLoopback } from './image-reference.js';
import { registryFailure, unreachable } from './registry-failure.js';

export interface RegistryRequest {
  url: URL;
  /** Kept as long as a redirect stays at the origin, and dropped for good where it leaves it. */
  authorization?: string | undefined;
  accept?: string;
  /** A form to send by POST. */
  form?: URLSearchParams;
  /** Take a redirect to another host for the answer. */
  staysHome?: boolean;
}

export interface RegistryResponse {
  status: number;
  headers: Headers;
  body: Uint8Array;
  /** Where the answer came from after redirects. */
  url: URL;
  /** Whether it came from the origin that was asked. */
  sameOrigin: boolean;
}

export interface Fetcher {
  signal: AbortSignal;
  limits: FetchLimits;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;

/** Sends a request, again where it failed by accident. Throws RemoteError where no answer comes; any status is an answer. */
export async function registryFetch(request: RegistryRequest, { signal, limits }: Fetcher): Promise<RegistryResponse> {
  for (let tries = 0; ; tries += 1) {
    const delay = limits.retryDelaysMs[tries];
    try {
      const response = await sendOnce(request, { signal, limits });
      if (!isTemporary(response.status) || delay === undefined) return response;
      const wait = retryAfterMs(response.headers);
      if (wait !== undefined && wait > limits.longestWaitMs) return response;
      await pause(Math.max(wait ?? 0, delay), signal);
    } catch (thrown) {
      signal.throwIfAborted();
      if (delay === undefined || !isAccident(thrown)) throw unreachable(request.url, thrown, limits);
      await pause(delay, signal);
    }
  }
}

/** Milliseconds that a Retry-After asks to wait; undefined where it asks nothing. */
export function retryAfterMs(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const [at, now] = [Date.parse(text), Date.parse(headers.get('date') ?? '')];
  return Number.isNaN(at) || Number.isNaN(now) ? undefined : Math.max(at - now, 0);
}

function isTemporary(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501);
}

/** Refusals of ours, and certificates that nobody can trust, do not get better by asking again. */
function isAccident(thrown: unknown): boolean {
  if (!(thrown instanceof TypeError)) return thrown instanceof DOMException;
  const code = (thrown.cause as { code?: unknown } | undefined)?.code;
  return !(typeof code === 'string' && /CERT|SSL|TLS|SIGNED|ENOTFOUND/.test(code));
}

async function sendOnce(request: RegistryRequest, { signal, limits }: Fetcher): Promise<RegistryResponse> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limits.timeoutMs)]);
  const { origin } = request.url;
  let url = request.url;
  let isHome = true;
  for (let hops = 0; hops <= mostRedirects; hops += 1) {
    const headers: Record<string, string> = { 'user-agent': `vrtg-provider/${toolVersion}` };
    if (request.accept !== undefined) headers['accept'] = request.accept;
    if (isHome && request.authorization !== undefined) headers['authorization'] = request.authorization;
    const response = await fetch(url, {
      method: request.form ? 'POST' : 'GET',
      headers,
      redirect: 'manual',
      signal: limit,
      ...(request.form && { body: request.form }),
    });
    const location = response.headers.get('location');
    if (!redirects.has(response.status) || location === null) {
      const body = await readBounded(response, limits.bodyBytes, url);
      return { status: response.status, headers: response.headers, body, url, sameOrigin: url.origin === origin };
    }
    await response.body?.cancel();
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (request.staysHome && next?.origin !== origin) {
      return { status: response.status, headers: response.headers, body: Buffer.alloc(0), url, sameOrigin: true };
    }
    if (next === undefined || !mayFollow(url, next)) {
      throw registryFailure(
        'REDIRECT_REFUSED',
        `${url.host} redirects to ${next?.origin ?? 'an address that is none'}`,
        {
          hint: 'Only https is followed (plain http between loopback addresses); a proxy or a login page may be in between.',
        },
      );
    }
    if (request.form) {
      throw registryFailure('REDIRECT_REFUSED', `${url.host} redirects a request that carries credentials`);
    }
    isHome &&= next.origin === origin;
    url = next;
  }
  throw registryFailure('REDIRECT_REFUSED', `There is no end of redirects at ${origin}`);
}

/** Whether an address that another one names may be asked: over TLS, or from loopback to loopback. */
export function mayFollow(from: URL, to: URL): boolean {
  if (to.username !== '' || to.password !== '') return false;
  if (isLoopback(to.hostname)) return isLoopback(from.hostname) && /^https?:$/.test(to.protocol);
  return to.protocol === 'https:';
}

async function readBounded(response: Response, most: number, url: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > most) {
      throw registryFailure('REGISTRY_ANSWER_TOO_LARGE', `${url.host} answers with more than ${most} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { setTimeout } = await import('node:timers/promises');
  await setTimeout(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
