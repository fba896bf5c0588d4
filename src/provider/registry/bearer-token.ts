import type { Challenge } from './challenge.js';
import type { Credentials } from './credentials.js';
import type { RepositoryAddress } from './image-reference.js';
import { registryFailure, sayingOf } from './registry-failure.js';
import { type Fetcher, mayFollow, type RegistryResponse, registryFetch } from './registry-fetch.js';

export interface TokenRequest {
  challenge: Challenge;
  address: RepositoryAddress;
  /** The registry's own address, from which the realm was named. */
  registry: URL;
  credentials: Credentials | undefined;
}

/**
 * A token to pull from a repository, from the authorization server that the registry names; undefined where that server
 * refuses. Throws RemoteError where it fails, or where the registry names one that must not be followed.
 */
export async function bearerToken(request: TokenRequest, fetcher: Fetcher): Promise<string | undefined> {
  const { challenge, address, registry, credentials } = request;
  if (credentials?.kind === 'registry-token') return credentials.token;
  const realm = realmOf(challenge, registry);
  const { service } = challenge.parameters;
  const scope = challenge.parameters['scope'] || `repository:${address.path}:pull`;
  if (credentials?.kind === 'identity-token') {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'vrtg-provider',
      refresh_token: credentials.token,
      scope,
      ...(service && { service }),
    });
    return readToken(await registryFetch({ url: realm, form, accept: 'application/json' }, fetcher));
  }
  const url = new URL(realm);
  if (service) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  const authorization = credentials && basicAuthorization(credentials);
  return readToken(await registryFetch({ url, authorization, accept: 'application/json' }, fetcher));
}

export function basicAuthorization({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function realmOf({ parameters }: Challenge, registry: URL): URL {
  const { realm = '' } = parameters;
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  if (url !== undefined && mayFollow(registry, url)) return url;
  throw registryFailure(
    'REALM_REFUSED',
    `${registry.host} names ${url === undefined ? 'no address' : url.origin} as the server that gives tokens`,
    { hint: 'Credentials only go to a server that is asked over TLS; tell those who run the registry.' },
  );
}

function readToken({ status, body, url }: RegistryResponse): string | undefined {
  if (status === 400 || status === 401 || status === 403 || status === 404) return undefined;
  if (status !== 200) {
    throw registryFailure(
      'TOKEN_FAILED',
      `${url.host}, which gives tokens for the registry, fails: ${sayingOf(status, body)}`,
    );
  }
  try {
    const { token, access_token } = JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, unknown>;
    const value = token || access_token;
    // Anything else could not stand in a header.
    if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return value;
  } catch {
    // Said below.
  }
  throw registryFailure(
    'TOKEN_FAILED',
    `${url.host}, which gives tokens for the registry, answers with something else`,
  );
}
