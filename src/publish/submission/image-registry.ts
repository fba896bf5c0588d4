/** What a registry knows of a tag. */
export interface RegistryImage {
  /** `sha256:<64 hex>` of what the tag names now. */
  digest: string;
  /** `os/arch[/variant]` of the image's index, sorted. */
  platforms: string[];
}

/** The gateway to container registries: what a tag is, before anything is tested or submitted. */
export interface ImageRegistry {
  /** Throws UserError (exit 1) where the image is absent, EnvironmentError (exit 6) where it is private. */
  lookUp(image: { repository: string; tag: string }): Promise<RegistryImage>;
}
