import { UserError } from '../../foundation/errors.js';
import { exitCodes } from '../../foundation/exit-codes.js';
import { digestPattern } from './image-reference.js';
import { indexTypes, manifestTypes, schema1Types } from './media-types.js';
import { registryFailure } from './registry-failure.js';

/** A pointer to other content of the same repository. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  /** `os/arch[/variant]`, where it is told. */
  platform?: string;
  artifactType?: string;
  annotations: Record<string, string>;
}

interface Common {
  mediaType: string;
  annotations: Record<string, string>;
  artifactType?: string;
}

export type ManifestDocument =
  | (Common & { kind: 'index'; manifests: Descriptor[] })
  | (Common & { kind: 'manifest'; config: Descriptor; layers: Descriptor[] });

/** The largest number of entries that an index or a manifest may have. */
const mostDescriptors = 2_000;

/**
 * Reads an image index or manifest, of Docker's or OCI's types. `name` is for messages. Throws UserError (exit 1) for Docker's
 * schema 1, RemoteError for everything that is none of them.
 */
export function readManifest(
  body: Uint8Array,
  { contentType, name }: { contentType: string; name: string },
): ManifestDocument {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (schema1Types.includes(type)) throw schema1(name);
  const document = parseObject(body);
  if (document === undefined) {
    const what = type.includes('html') ? 'a web page' : type || 'something';
    throw garbage(name, `the registry sends ${what} instead of a manifest`);
  }
  if (document['schemaVersion'] === 1) throw schema1(name);
  const inside = textOf(document['mediaType']);
  const known = [...indexTypes, ...manifestTypes];
  if (inside !== undefined && known.includes(type) && inside !== type) {
    throw garbage(name, `the registry calls it ${type}, but it says that it is ${inside}`);
  }
  const isIndex = Array.isArray(document['manifests']);
  const isManifest = isObject(document['config']) || Array.isArray(document['layers']);
  if (isIndex === isManifest) throw garbage(name, 'it is neither an index nor a manifest');
  const mediaType = inside ?? (known.includes(type) ? type : (isIndex ? indexTypes : manifestTypes)[0]) ?? '';
  if (!(isIndex ? indexTypes : manifestTypes).includes(mediaType)) throw garbage(name, `it calls itself ${mediaType}`);
  const artifactType = textOf(document['artifactType']);
  const common = { mediaType, annotations: textsOf(document['annotations']), ...(artifactType && { artifactType }) };
  if (isIndex) return { kind: 'index', ...common, manifests: readDescriptors(document['manifests'], name) };
  const [config] = readDescriptors([document['config']], name);
  if (config === undefined) throw garbage(name, 'it has no configuration');
  return { kind: 'manifest', ...common, config, layers: readDescriptors(document['layers'] ?? [], name) };
}

/** `os/arch[/variant]`; what every engine takes for the same is written the same. */
export function platformText({ os, architecture, variant }: Record<string, unknown>): string | undefined {
  if (typeof os !== 'string' || typeof architecture !== 'string' || os === '' || architecture === '') return undefined;
  const arch = { aarch64: 'arm64', x86_64: 'amd64' }[architecture] ?? architecture;
  const isDefault = (arch === 'arm64' && variant === 'v8') || (arch === 'amd64' && variant === 'v1');
  return [os, arch, ...(typeof variant === 'string' && variant !== '' && !isDefault ? [variant] : [])].join('/');
}

export function parseObject(body: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The entries of a map that are texts. */
export function textsOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function garbage(name: string, why: string) {
  return registryFailure('BAD_MANIFEST', `${name} cannot be read: ${why}`, {
    hint: 'Check the host in the reference; a proxy or a login page may be in between. If it is right, push the image again.',
  });
}

function readDescriptors(value: unknown, name: string): Descriptor[] {
  if (!Array.isArray(value) || value.length > mostDescriptors) throw garbage(name, 'its list of contents is none');
  return value.map((entry: unknown) => {
    const { mediaType, digest, size, platform, artifactType, annotations } = isObject(entry) ? entry : {};
    if (typeof digest !== 'string' || !digestPattern.test(digest))
      throw garbage(name, 'it names something without a sha256 digest');
    const shown = isObject(platform) ? platformText(platform) : undefined;
    return {
      mediaType: textOf(mediaType) ?? '',
      digest,
      size: typeof size === 'number' ? size : -1,
      annotations: textsOf(annotations),
      ...(shown !== undefined && { platform: shown }),
      ...(typeof artifactType === 'string' && artifactType !== '' && { artifactType }),
    };
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function schema1(name: string): UserError {
  return new UserError({
    code: 'OLD_IMAGE_FORMAT',
    message: `${name} is in Docker's schema 1, which names no platform and which engines no longer start`,
    hint: 'Push the image again with a current docker, podman or buildah.',
    exitCode: exitCodes.no,
  });
}
