import { createHash } from 'node:crypto';
import { EnvironmentError, UserError, type VrtgError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { printableLine } from '../../foundation/terminal-text.js';
import type { RepositoryAddress } from './image-reference.js';
import { type ManifestDocument, readManifest } from './manifest-document.js';
import { manifestAccept } from './media-types.js';
import { ociErrors, registryFailure, sayingOf } from './registry-failure.js';
import { type RegistryResponse, retryAfterMs } from './registry-fetch.js';
import type { RegistrySession } from './registry-session.js';
import { tagHint } from './tag-hint.js';

/** Content whose digest was computed from its bytes and is what it was asked by, where it was asked by digest. */
export interface FetchedManifest {
  digest: string;
  document: ManifestDocument;
}

/** A manifest by tag or digest. Throws VrtgError: UserError 1 absent, EnvironmentError 6 refused, RemoteError 8 failed. */
export async function fetchManifest(session: RegistrySession, reference: string): Promise<FetchedManifest> {
  const query = { path: `manifests/${reference}`, accept: manifestAccept, mayBeHidden: true };
  const response = await session.get(query);
  const name = nameOf(session.address, reference);
  if (response.status !== 200) throw await refusedManifest(session, { reference, response });
  return verifiedManifest(response, { name, reference });
}

/** The same, undefined where there is none; for what may well be absent. */
export async function findManifest(session: RegistrySession, reference: string): Promise<FetchedManifest | undefined> {
  const response = await session.get({ path: `manifests/${reference}`, accept: manifestAccept });
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw refused(session, { reference, response });
  return verifiedManifest(response, { name: nameOf(session.address, reference), reference });
}

/** A blob whose bytes have the digest and, where known, the size. */
export async function fetchBlob(
  session: RegistrySession,
  { digest, size }: { digest: string; size: number },
): Promise<Uint8Array> {
  const response = await session.get({ path: `blobs/${digest}` });
  const name = nameOf(session.address, digest);
  if (response.status === 404) throw registryFailure('BLOB_MISSING', `${name} is named by its image, but is not there`);
  if (response.status !== 200) throw refused(session, { reference: digest, response });
  if (digestOf(response.body) !== digest || (size >= 0 && response.body.length !== size)) {
    throw wrongDigest(name, `its bytes are ${digestOf(response.body)} (${response.body.length} bytes)`);
  }
  return response.body;
}

function verifiedManifest(
  response: RegistryResponse,
  { name, reference }: { name: string; reference: string },
): FetchedManifest {
  const document = readManifest(response.body, { contentType: response.headers.get('content-type') ?? '', name });
  const digest = digestOf(response.body);
  const told = response.headers.get('docker-content-digest');
  if (reference.startsWith('sha256:') && reference !== digest) throw wrongDigest(name, `its bytes are ${digest}`);
  if (told?.startsWith('sha256:') && told !== digest) {
    throw wrongDigest(name, `the registry says ${printableLine(told)}, its bytes are ${digest}`);
  }
  return { digest, document };
}

export function digestOf(body: Uint8Array): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

function wrongDigest(name: string, why: string): VrtgError {
  return registryFailure('WRONG_DIGEST', `${name} is not what its digest says: ${why}`, {
    hint: 'The answer was changed on its way, or the registry is broken: do not use this image before that is known.',
  });
}

async function refusedManifest(session: RegistrySession, refusal: Refusal): Promise<VrtgError> {
  const { response, reference } = refusal;
  const { address } = session;
  const errors = ociErrors(response.body);
  const invalid =
    response.status === 400 && errors?.some(({ code }) => /^(?:NAME|TAG|MANIFEST)_(?:INVALID|UNKNOWN)$/.test(code));
  if (response.status !== 404 && !invalid) return refused(session, refusal);
  const isPage = errors === undefined && /html/i.test(response.headers.get('content-type') ?? '');
  if (isPage && !response.headers.has('docker-distribution-api-version')) {
    return registryFailure('NOT_A_REGISTRY', `${address.host} answers with a web page: it is no container registry`, {
      hint: 'Check the host in the reference.',
    });
  }
  const hasRepository = !errors?.some(({ code }) => code.startsWith('NAME_'));
  const hint = hasRepository && !reference.includes(':') ? await tagHint(session, reference) : undefined;
  const { source } = session.access;
  return new UserError({
    code: 'IMAGE_NOT_FOUND',
    message: `There is no ${nameOf(address, reference)}: ${sayingOf(response.status, response.body)}${source ? `, asked with the credentials of ${source}` : ''}`,
    hint: hint ?? 'Push the image first, or check the name and the tag.',
    exitCode: exitCodes.no,
  });
}

interface Refusal {
  reference: string;
  response: RegistryResponse;
}

/** What a status means that no content comes with. */
export function refused(session: RegistrySession, { reference, response }: Refusal): VrtgError {
  const { address } = session;
  const said = sayingOf(response.status, response.body);
  const name = nameOf(address, reference);
  if (response.status === 401 || response.status === 403) return denied(session, { name, said });
  if (response.status === 429) {
    const wait = retryAfterMs(response.headers);
    const when = wait === undefined ? 'in a while' : `in ${Math.ceil(wait / 1000)} seconds`;
    const more =
      session.access.source === undefined ? ` Logged in, it may take more: podman login ${address.host}` : '';
    return registryFailure('REGISTRY_RATE_LIMIT', `${address.host} takes no more requests for now: ${said}`, {
      hint: `Run the same command again ${when}.${more}`,
    });
  }
  return registryFailure('REGISTRY_FAILED', `${address.host} failed on ${name}: ${said}`);
}

/** Registries that do not tell an image that is absent from one that is private. */
const hidingHosts = /^(?:ghcr\.io|docker\.io|quay\.io|.*\.pkg\.dev|gcr\.io|registry\.gitlab\.com)$/;

function denied(session: RegistrySession, { name, said }: { name: string; said: string }): VrtgError {
  const { host } = session.address;
  const { shown: source, search } = session.access;
  const notes = search?.notes ?? [];
  const shown =
    source === undefined
      ? `no credentials for ${host} were found on this machine`
      : `the credentials of ${source} were used`;
  const alike = hidingHosts.test(host)
    ? `It is private or does not exist: ${host} answers both alike`
    : 'It is private, or does not exist and the registry does not say so';
  const next =
    source === undefined
      ? `Log in with: \`podman login ${host}\` (or \`docker login ${host}\`), or make the image public.`
      : `Log in again with: \`podman login ${host}\` (or \`docker login ${host}\`), with an account that may read it.`;
  return new EnvironmentError({
    code: 'IMAGE_DENIED',
    message: [`${host} does not give ${name}: ${said}. ${alike}; ${shown}`, ...notes].join('; '),
    hint: `Check the name, and that the image is pushed. ${next}`,
    exitCode: exitCodes.notAllowed,
    details: { credentials: source ?? null, looked: search?.looked ?? [], notes },
  });
}

function nameOf({ host, path }: RepositoryAddress, reference: string): string {
  return `${host}/${path}${reference.startsWith('sha256:') ? '@' : ':'}${reference}`;
}
