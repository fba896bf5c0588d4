import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../foundation/errors.js';

/** Where the catalog lives. */
export type CatalogAddress = GitHubAddress | { kind: 'local'; path: string };

export interface GitHubAddress {
  kind: 'github';
  /** Host and port, lower case; `github.com` or an Enterprise host. */
  host: string;
  /** Scheme, host and port of the web pages. */
  origin: string;
  /** Base URL of the REST API, without a slash at its end. */
  api: string;
  owner: string;
  name: string;
}

const ownerPattern = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/;
const namePattern = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** Reads --catalog: owner/name, a URL, or the path of a local git repository. Throws UserError. */
export function parseCatalogAddress(text: string, cwd: string): CatalogAddress {
  const trimmed = text.trim();
  if (/^https?:\/\//i.test(trimmed)) return parseUrl(trimmed);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) || /^[^/\s]+@[^/\s]+:/.test(trimmed)) {
    throw refusal(trimmed, 'only http and https addresses are taken');
  }
  const looksLikePath = /^(?:\.{0,2}[\\/]|\.{1,2}$|~|[a-z]:(?:[\\/]|$))/i.test(trimmed);
  const [owner = '', name = '', ...more] = trimmed.split('/');
  const looksLikeName = more.length === 0 && ownerPattern.test(owner) && namePattern.test(name);
  if (!looksLikePath && looksLikeName) return github('https://github.com', owner, name);
  const path = resolve(cwd, trimmed);
  if (trimmed !== '' && existsSync(path)) return { kind: 'local', path };
  throw refusal(
    trimmed,
    looksLikePath ? `there is no ${path}` : 'it is no owner/name, no URL, and no path that exists',
  );
}

function parseUrl(text: string): GitHubAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw refusal('the address', 'it is no URL');
  }
  // The address may hold a secret, so no refusal repeats it.
  if (url.username !== '' || url.password !== '') {
    throw refusal(`${url.protocol}//…@${url.host}`, 'a user name or a token in an address would end up in logs');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refusal(`${url.origin}`, 'plain http would send the token in the clear; only loopback addresses may use it');
  }
  const [owner = '', last = '', ...more] = url.pathname.split('/').filter((part) => part !== '');
  const name = last.replace(/\.git$/, '');
  if (!ownerPattern.test(owner) || !namePattern.test(name) || more.length > 0) {
    throw refusal(`${url.origin}${url.pathname}`, 'its path is not /owner/name');
  }
  return github(url.origin, owner, name);
}

function github(origin: string, owner: string, name: string): GitHubAddress {
  const { host } = new URL(origin);
  const isDotCom = host === 'github.com' || host === 'www.github.com';
  if (isDotCom) {
    const web = 'https://github.com';
    return { kind: 'github', host: 'github.com', origin: web, api: 'https://api.github.com', owner, name };
  }
  return { kind: 'github', host, origin, api: `${origin}/api/v3`, owner, name };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function refusal(what: string, why: string): UserError {
  return new UserError({
    code: 'BAD_CATALOG',
    message: `The catalog "${what}" cannot be used: ${why}`,
    hint: 'Give owner/name for github.com, https://HOST/owner/name for a GitHub Enterprise host, or the path of a local git repository.',
  });
}
