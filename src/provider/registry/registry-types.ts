/** An image by tag, by digest, or by both (then the digest decides). `repository` names the registry's host too. */
export interface ImageReference {
  repository: string;
  tag?: string;
  /** `sha256:<64 hex>` */
  digest?: string;
}

/** What a registry says an image reference is. */
export interface ResolvedImage {
  /** `sha256:<64 hex>` of what the reference names now: of the index where there is one. */
  digest: string;
  mediaType: string;
  /** `os/arch[/variant]`, sorted; without attestations (`unknown/unknown`). */
  platforms: string[];
  /** The manifests of an index, or the single one. */
  manifests: { digest: string; platform: string }[];
  /** Where the credentials are from that were needed; absent for what everybody may read. Never a secret. */
  credentials?: string;
}

/** The configuration of one platform's image. */
export interface ImageConfiguration {
  platform: string;
  digest: string;
  /** As written in the image, '' where none is set: the engine then runs it as root. */
  user: string;
  labels: Record<string, string>;
  /** Annotations of the index and the manifest, the manifest's win. */
  annotations: Record<string, string>;
}

/** Something that refers to an image: a signature, an SBOM, an attestation. */
export interface ImageReferrer {
  digest: string;
  artifactType: string;
  annotations: Record<string, string>;
}

/**
 * The gateway to container registries (OCI distribution API). Every method throws UserError (exit 1) where the image is
 * absent, EnvironmentError (exit 6) where it is private or the credentials are refused, RemoteError (exit 8) where the
 * registry cannot be reached or answers what no registry answers.
 */
export interface ImageRegistry {
  resolve(image: ImageReference): Promise<ResolvedImage>;
  configurations(image: { repository: string; digest: string }): Promise<ImageConfiguration[]>;
  /** By the referrers API, else by the tag schema `sha256-<hex>`, and cosign's `sha256-<hex>.sig|.att|.sbom` tags. */
  referrers(image: { repository: string; digest: string }): Promise<ImageReferrer[]>;
}
