import { createHash } from 'node:crypto';

export const ociTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};
export const dockerTypes = {
  index: 'application/vnd.docker.distribution.manifest.list.v2+json',
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
};

export interface Stored {
  digest: string;
  mediaType: string;
  bytes: Buffer;
}

export interface NewImage {
  repository: string;
  tag?: string;
  /** `os/arch[/variant]`; more than one, or `index: true`, makes an index. Default linux/amd64. */
  platforms?: readonly string[];
  index?: boolean;
  types?: typeof ociTypes;
  user?: string;
  labels?: Record<string, string>;
  /** Of the index where there is one; `manifestAnnotations` are those of each manifest. */
  annotations?: Record<string, string>;
  manifestAnnotations?: Record<string, string>;
  /** BuildKit's provenance beside each image of the index. */
  attestations?: boolean;
  /** Entries of the index without a platform, as OCI allows. */
  withoutPlatforms?: boolean;
}

/** One repository: what a registry keeps of it. */
export class RepositoryContent {
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, Stored>();
  readonly tags = new Map<string, string>();

  blob(bytes: Buffer, mediaType: string) {
    const digest = digestOf(bytes);
    this.blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  manifest(document: object, { mediaType, tag }: { mediaType: string; tag?: string | undefined }): Stored {
    const bytes = Buffer.from(JSON.stringify(document));
    const stored = { digest: digestOf(bytes), mediaType, bytes };
    this.manifests.set(stored.digest, stored);
    if (tag !== undefined) this.tags.set(tag, stored.digest);
    return stored;
  }

  add(image: NewImage): Stored {
    const { platforms = ['linux/amd64'], types = ociTypes, tag } = image;
    const isIndex = image.index ?? platforms.length > 1;
    const single = platforms.map((platform) => this.addSingle(image, { platform, tag: isIndex ? undefined : tag }));
    if (!isIndex) return single[0] as Stored;
    const entries = single.flatMap((stored, at) => {
      const platform = platformOf(platforms[at] ?? '');
      const entry = { mediaType: types.manifest, digest: stored.digest, size: stored.bytes.length };
      const shown = image.withoutPlatforms ? entry : { ...entry, platform };
      return image.attestations ? [shown, this.addAttestation(stored)] : [shown];
    });
    const document = {
      schemaVersion: 2,
      mediaType: types.index,
      manifests: entries,
      ...(image.annotations && { annotations: image.annotations }),
    };
    return this.manifest(document, { mediaType: types.index, tag });
  }

  /** Anything that names a subject: it is in the answer of the referrers API. */
  addReferrer(subject: string, { artifactType, annotations, tag }: NewReferrer): Stored {
    const config = this.blob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json');
    const document = {
      schemaVersion: 2,
      mediaType: ociTypes.manifest,
      artifactType,
      config,
      layers: [config],
      ...(tag === undefined && { subject: { mediaType: ociTypes.manifest, digest: subject, size: 2 } }),
      annotations,
    };
    return this.manifest(document, { mediaType: ociTypes.manifest, tag });
  }

  /** The index that the referrers API answers, and that the tag schema keeps under a tag. */
  referrersOf(subject: string): object {
    const manifests = [...this.manifests.values()].flatMap(({ digest, mediaType, bytes }) => {
      const document = JSON.parse(bytes.toString()) as {
        subject?: { digest: string };
        artifactType?: string;
        annotations?: object;
      };
      if (document.subject?.digest !== subject) return [];
      const { artifactType, annotations } = document;
      return [{ mediaType, digest, size: bytes.length, artifactType, annotations }];
    });
    return { schemaVersion: 2, mediaType: ociTypes.index, manifests };
  }

  private addSingle(image: NewImage, { platform, tag }: { platform: string; tag: string | undefined }): Stored {
    const types = image.types ?? ociTypes;
    const layer = this.blob(Buffer.from(`layer of ${platform}`), types.layer);
    const config = {
      ...platformOf(platform),
      config: { ...(image.user !== undefined && { User: image.user }), ...(image.labels && { Labels: image.labels }) },
      rootfs: { type: 'layers', diff_ids: [layer.digest] },
    };
    const annotations = image.manifestAnnotations ?? (image.index ? undefined : image.annotations);
    const document = {
      schemaVersion: 2,
      mediaType: types.manifest,
      config: this.blob(Buffer.from(JSON.stringify(config)), types.config),
      layers: [layer],
      ...(annotations && { annotations }),
    };
    return this.manifest(document, { mediaType: types.manifest, tag });
  }

  private addAttestation(subject: Stored): object {
    const statement = this.blob(Buffer.from(`statement about ${subject.digest}`), 'application/vnd.in-toto+json');
    const layer = { ...statement, annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v1' } };
    const config = this.blob(
      Buffer.from('{"os":"unknown","architecture":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":[]}}'),
      ociTypes.config,
    );
    const document = { schemaVersion: 2, mediaType: ociTypes.manifest, config, layers: [layer] };
    const stored = this.manifest(document, { mediaType: ociTypes.manifest });
    return {
      mediaType: ociTypes.manifest,
      digest: stored.digest,
      size: stored.bytes.length,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': subject.digest,
      },
    };
  }
}

export interface NewReferrer {
  artifactType: string;
  annotations?: Record<string, string>;
  /** Under a tag, as cosign does; then it names no subject. */
  tag?: string;
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function platformOf(text: string) {
  const [os = '', architecture = '', variant] = text.split('/');
  return { os, architecture, ...(variant !== undefined && { variant }) };
}
