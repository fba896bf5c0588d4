import { RemoteError } from '../../foundation/errors.js';

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;

export interface FetchRules {
  /** Base URL of the API; nothing outside its origin is ever asked. */
  api: string;
  signal: AbortSignal;
  timeoutMs: number;
}

/**
 * A fetch that follows no redirect to another origin, because the authorization header would go along, and repeats only
 * reads at a new place. Throws RemoteError on such a redirect.
 */
export function safeFetch({ api, signal, timeoutMs }: FetchRules): typeof fetch {
  const { origin } = new URL(api);
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    const method = (init.method ?? 'GET').toUpperCase();
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      if (url.origin !== origin) throw redirectFailure(`It points to another host, ${url.host}`, origin);
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const response = await fetch(url, { ...init, redirect: 'manual', signal: limit });
      const location = response.headers.get('location');
      if (!redirects.has(response.status) || location === null) return response;
      await response.body?.cancel();
      const isRead = method === 'GET' || method === 'HEAD';
      const keepsMethod = response.status === 307 || response.status === 308;
      if (!isRead && !keepsMethod) throw redirectFailure('A write was redirected', origin);
      url = new URL(location, url);
    }
    throw redirectFailure('There is no end of redirects', origin);
  };
}

function redirectFailure(why: string, origin: string): RemoteError {
  return new RemoteError({
    code: 'REDIRECT_REFUSED',
    message: `A redirect of ${origin} was not followed, since the token must not go elsewhere: ${why}`,
    hint: 'Check the address in --catalog; a proxy or a login page may be in between.',
  });
}
