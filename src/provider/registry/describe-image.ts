import { UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { type FetchedManifest, fetchBlob, fetchManifest } from './image-access.js';
import {
  type Descriptor,
  garbage,
  isObject,
  type ManifestDocument,
  parseObject,
  platformText,
  textsOf,
} from './manifest-document.js';
import { imageConfigTypes, indexTypes, manifestTypes } from './media-types.js';
import type { RegistrySession } from './registry-session.js';
import type { ImageConfiguration } from './registry-types.js';

type Manifest = Extract<ManifestDocument, { kind: 'manifest' }>;

/** One image that an engine can start. */
export interface PlatformImage {
  digest: string;
  platform: string;
  /** Annotations of the indexes above it. */
  annotations: Record<string, string>;
  manifest?: Manifest;
}

const mostImages = 64;

/** The images of an index, sorted by platform, or the single one; without attestations and other artifacts. */
export async function platformImages(session: RegistrySession, root: FetchedManifest): Promise<PlatformImage[]> {
  const images = await imagesOf(session, { fetched: root, above: {}, looked: new Set([root.digest]) });
  if (images.length === 0) throw notAnImage(session, root);
  return images.sort((a, b) => compare(a.platform, b.platform) || compare(a.digest, b.digest));
}

/** What the configuration of an image says. Throws RemoteError where its bytes are not what the manifest names. */
export async function configurationOf(session: RegistrySession, image: PlatformImage): Promise<ImageConfiguration> {
  const manifest = image.manifest ?? (await imageManifest(session, image.digest));
  const { config } = await readConfig(session, manifest);
  const inner = isObject(config['config']) ? config['config'] : {};
  const user = inner['User'];
  return {
    platform: image.platform,
    digest: image.digest,
    user: typeof user === 'string' ? user : '',
    labels: textsOf(inner['Labels']),
    annotations: { ...image.annotations, ...manifest.annotations },
  };
}

interface Branch {
  fetched: FetchedManifest;
  /** Annotations of the indexes above. */
  above: Record<string, string>;
  /** Digests that were looked into: an index may name another one many times, or many others. */
  looked: Set<string>;
}

async function imagesOf(session: RegistrySession, { fetched, above, looked }: Branch): Promise<PlatformImage[]> {
  const { digest, document } = fetched;
  if (document.kind === 'manifest') {
    if (!isImage(document)) return [];
    const { platform } = await readConfig(session, document);
    return [{ digest, platform, annotations: above, manifest: document }];
  }
  const annotations = { ...above, ...document.annotations };
  const images: PlatformImage[] = [];
  for (const entry of document.manifests.filter((one) => !isAttestation(one))) {
    const isIndex = indexTypes.includes(entry.mediaType);
    const isKnown = isIndex || manifestTypes.includes(entry.mediaType);
    if (!isKnown || looked.has(entry.digest)) continue;
    looked.add(entry.digest);
    if (looked.size > mostImages) throw garbage(nameOf(session, digest), `it has more than ${mostImages} images`);
    if (!isIndex && entry.platform !== undefined) {
      images.push({ digest: entry.digest, platform: entry.platform, annotations });
    } else {
      const inner = await fetchManifest(session, entry.digest);
      images.push(...(await imagesOf(session, { fetched: inner, above: annotations, looked })));
    }
  }
  return images;
}

/** BuildKit keeps provenance and SBOMs beside the images, for a platform that is none. */
export function isAttestation({ platform, annotations }: Descriptor): boolean {
  return platform?.startsWith('unknown/') === true || annotations['vnd.docker.reference.type'] !== undefined;
}

function isImage({ config, artifactType }: Manifest): boolean {
  return artifactType === undefined && imageConfigTypes.includes(config.mediaType);
}

async function imageManifest(session: RegistrySession, digest: string): Promise<Manifest> {
  const { document } = await fetchManifest(session, digest);
  if (document.kind === 'manifest') return document;
  throw garbage(nameOf(session, digest), 'its index calls it a manifest, but it is an index');
}

async function readConfig(
  session: RegistrySession,
  { config: descriptor }: Manifest,
): Promise<{ config: Record<string, unknown>; platform: string }> {
  const config = parseObject(await fetchBlob(session, descriptor));
  const platform = config && platformText(config);
  if (config && platform !== undefined) return { config, platform };
  throw garbage(nameOf(session, descriptor.digest), 'it is no configuration of an image');
}

function notAnImage(session: RegistrySession, { digest, document }: FetchedManifest): UserError {
  const type = document.kind === 'manifest' ? (document.artifactType ?? document.config.mediaType) : document.mediaType;
  return new UserError({
    code: 'NOT_AN_IMAGE',
    message: `${nameOf(session, digest)} is no image that an engine can start, but ${type || 'something else'}`,
    hint: "Name the provider's image; charts, signatures and other artifacts may stand beside it in the same registry.",
    exitCode: exitCodes.no,
  });
}

function nameOf({ address }: RegistrySession, digest: string): string {
  return `${address.host}/${address.path}@${digest}`;
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
