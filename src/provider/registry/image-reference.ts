import { UserError } from '../../foundation/errors.js';
import type { ImageReference } from './registry-types.js';

/** Where a repository lives, in the terms of the distribution API. */
export interface RepositoryAddress {
  /** Host and port as people write them, lower case; `docker.io` for Docker Hub. */
  host: string;
  /** Host and port that answer the API. */
  apiHost: string;
  /** The repository's name inside the registry, for instance `library/alpine`. */
  path: string;
}

const dockerHub = 'docker.io';
const dockerHubHosts = new Set([dockerHub, 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);
const hostPattern =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;
const pathPattern = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
export const digestPattern = /^sha256:[0-9a-f]{64}$/;
const longestName = 255;

/**
 * Reads `[HOST[:PORT]/]PATH[:TAG][@DIGEST]` by Docker's rules: no host means Docker Hub, one word there is `library/WORD`.
 * The repository of the answer is written out with its host. Throws UserError (exit 2).
 */
export function parseImageReference(text: string): ImageReference {
  const [named = '', digest, ...more] = text.split('@');
  if (more.length > 0) throw refusal(text, 'it has more than one "@"');
  if (digest !== undefined && !digestPattern.test(digest)) {
    throw refusal(text, 'after "@" comes sha256: and 64 hexadecimal digits in lower case');
  }
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  if (tag !== undefined && !tagPattern.test(tag)) {
    throw refusal(
      text,
      'a tag has letters, digits, "_", "." and "-", does not begin with "." or "-", and is at most 128 long',
    );
  }
  const { host, path } = readRepository(hasTag ? named.slice(0, colon) : named, text);
  return { repository: `${host}/${path}`, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** Where a repository is asked for. Throws UserError (exit 2) where that is no repository, or has a tag or a digest. */
export function repositoryAddress(repository: string): RepositoryAddress {
  const { host, path } = readRepository(repository, repository);
  return { host, apiHost: host === dockerHub ? 'registry-1.docker.io' : host, path };
}

/** The reference that names exactly these bytes, fit for every engine (podman takes no tag beside a digest everywhere). */
export function pinnedImage(repository: string, digest: string): string {
  const { host, path } = readRepository(repository, repository);
  return `${host}/${path}@${digest}`;
}

/** As people write it, for messages. */
export function referenceText({ repository, tag, digest }: ImageReference): string {
  return `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Hosts that never leave this machine; only they may speak plain http. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

export function isDockerHub(host: string): boolean {
  return dockerHubHosts.has(host);
}

function readRepository(repository: string, shown: string): { host: string; path: string } {
  if (repository === '') throw refusal(shown, 'it is empty');
  if (/^[a-z]+:\/\//i.test(repository)) throw refusal(shown, 'it begins with a scheme; leave that out');
  const [first = '', ...rest] = repository.split('/');
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const host = hasHost ? first.toLowerCase() : dockerHub;
  const path = hasHost ? rest.join('/') : repository;
  if (!isHost(host)) throw refusal(shown, `"${host}" is no host with an optional port`);
  if (/[A-Z]/.test(path)) throw refusal(shown, 'the name of a repository is written in lower case');
  if (!pathPattern.test(path)) {
    throw refusal(shown, 'a repository is words of a-z and 0-9, joined by "/", ".", "_", "__" or "-"');
  }
  if (host.length + path.length >= longestName) throw refusal(shown, `it is longer than ${longestName} characters`);
  if (!isDockerHub(host)) return { host, path };
  return { host: dockerHub, path: path.includes('/') ? path : `library/${path}` };
}

function isHost(host: string): boolean {
  const port = /:(\d+)$/.exec(host)?.[1];
  return hostPattern.test(host) && (port === undefined || (Number(port) > 0 && Number(port) < 65_536));
}

function refusal(text: string, why: string): UserError {
  return new UserError({
    code: 'BAD_IMAGE',
    message: `"${text}" is no image reference: ${why}`,
    hint: 'Write HOST/PATH, HOST/PATH:TAG or HOST/PATH@sha256:DIGEST, for instance ghcr.io/yourorg/your-provider:v1.0.0.',
  });
}
