import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** An image in a registry on loopback; plain http. */
export interface PushedImage {
  /** `127.0.0.1:port/name`. */
  repository: string;
  tag: string;
  /** `sha256:<64 hex>` of the manifest. */
  digest: string;
}

/** As in the OCI image configuration. */
export interface ImageSettings {
  User?: string;
  Entrypoint?: string[];
  Cmd?: string[];
  Env?: string[];
  WorkingDir?: string;
  ExposedPorts?: Record<string, object>;
  Labels?: Record<string, string>;
}

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

interface ImageDocument {
  architecture: string;
  os: string;
  config: ImageSettings;
  rootfs: { type: 'layers'; diff_ids: string[] };
  [field: string]: unknown;
}

interface Manifest {
  schemaVersion: 2;
  mediaType: string;
  config: Descriptor;
  layers: Descriptor[];
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';
const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

interface NewImage {
  repository: string;
  tag: string;
  /** Tar archives, lowest first. */
  layers: readonly Buffer[];
  config: ImageSettings;
}

/** Pushes an image of this machine's architecture without a container engine. */
export async function pushImage({ repository, tag, layers, config }: NewImage): Promise<PushedImage> {
  const pushed = await Promise.all(
    layers.map(async (archive) => {
      const bytes = await promisify(gzip)(archive, { level: 1 });
      return await pushBlob(repository, { bytes, mediaType: layerType });
    }),
  );
  const document: ImageDocument = {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config,
    rootfs: { type: 'layers', diff_ids: layers.map(digestOf) },
  };
  return await pushDocument({ repository, tag, document, layers: pushed });
}

/** The same layers with other settings; what is not given stays. */
export async function pushVariant(
  { repository, digest }: PushedImage,
  { tag, config }: { tag: string; config: ImageSettings },
): Promise<PushedImage> {
  const manifest = (await got(repository, `manifests/${digest}`)) as Manifest;
  const base = (await got(repository, `blobs/${manifest.config.digest}`)) as ImageDocument;
  const labels = { ...base.config.Labels, ...config.Labels };
  const document = { ...base, config: { ...base.config, ...config, Labels: labels } };
  return await pushDocument({ repository, tag, document, layers: manifest.layers });
}

interface Document {
  repository: string;
  tag: string;
  document: ImageDocument;
  layers: Descriptor[];
}

async function pushDocument({ repository, tag, document, layers }: Document): Promise<PushedImage> {
  const config = await pushBlob(repository, { bytes: Buffer.from(JSON.stringify(document)), mediaType: configType });
  const manifest: Manifest = { schemaVersion: 2, mediaType: manifestType, config, layers };
  const body = Buffer.from(JSON.stringify(manifest));
  await answered(at(repository, `manifests/${tag}`), {
    method: 'PUT',
    headers: { 'content-type': manifestType },
    body,
  });
  return { repository, tag, digest: digestOf(body) };
}

async function pushBlob(
  repository: string,
  { bytes, mediaType }: { bytes: Buffer; mediaType: string },
): Promise<Descriptor> {
  const digest = digestOf(bytes);
  const begun = await answered(at(repository, 'blobs/uploads/'), { method: 'POST' });
  const upload = new URL(begun.headers.get('location') ?? '', begun.url);
  upload.searchParams.set('digest', digest);
  await answered(upload.href, { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, body: bytes });
  return { mediaType, digest, size: bytes.length };
}

function at(repository: string, rest: string): string {
  const [, host = '', name = ''] = /^([^/]+)\/(.+)$/.exec(repository) ?? [];
  return `http://${host}/v2/${name}/${rest}`;
}

async function got(repository: string, rest: string): Promise<unknown> {
  return await (await answered(at(repository, rest), { headers: { accept: manifestType } })).json();
}

type Request = { method?: string; headers?: Record<string, string>; body?: Buffer };

async function answered(url: string, { body, ...request }: Request): Promise<Response> {
  const response = await fetch(url, { ...request, ...(body && { body: new Uint8Array(body) }) });
  if (!response.ok) {
    throw new Error(`${request.method ?? 'GET'} ${url}: ${response.status} ${await response.text()}`);
  }
  return response;
}
