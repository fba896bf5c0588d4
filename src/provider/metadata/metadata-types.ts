import type { ProfileName } from '../profiles.js';

export const maturities = ['alpha', 'beta', 'stable', 'deprecated'] as const;
export type Maturity = (typeof maturities)[number];

/** What `provider.yaml` says, after validation; the fields are documented in schemas/provider.schema.json. */
export interface ProviderMetadata {
  schemaVersion: 1;
  name: string;
  displayName: string;
  description: string;
  repo: string;
  /** Repository without tag and digest. */
  image: string;
  /** SemVer, with or without a leading v, as written. */
  tag: string;
  /** `sha256:<64 hex>`: what the tag was when it was tested. */
  digest?: string;
  /** `sha256:<64 hex>` of the report that publish submitted with this entry, as `reportHash` makes it. */
  reportHash?: string;
  capabilities: ProfileName[];
  maintainer: string;
  /** An SPDX expression. */
  license: string;
  maturity: Maturity;
  replacedBy?: string;
  tags?: string[];
  documentation?: string;
  compatibility?: Compatibility;
  install?: Install;
  run?: RunInstructions;
  fixtures?: Fixtures;
  /** Verdicts that a catalog.yaml claimed; never shown as measured. */
  claimed?: Record<string, unknown>;
}

export interface Compatibility {
  kubernetes?: string;
  virtrigaud?: string;
  go?: string;
  /** `os/arch[/variant]`. */
  platforms?: string[];
}

export interface Install {
  release?: string;
  namespace?: string;
  chart?: string;
  secrets?: { name: string; keys: Record<string, string> }[];
  env?: ({ name: string; value: string } | { name: string; secret: string; key: string })[];
  /** Helm value path to value, passed with --set. */
  values?: Record<string, string | number | boolean>;
}

/** How VCTS starts the provider: at most one of exec, image and endpoint; none means image:tag. */
export interface RunInstructions {
  exec?: string;
  image?: string;
  endpoint?: string;
  env?: Record<string, string>;
  ports?: { grpc?: number; health?: number };
  tls?: 'none' | 'server' | 'mutual';
  sidecars?: { name?: string; image: string; env?: Record<string, string>; ports?: number[] }[];
}

/** Parameters of the conformance tests; the JSON inside goes to the provider as it is. */
export interface Fixtures {
  /** Keys are Go field names, for instance `{CPU: 1, MemoryMiB: 512}`. */
  class?: Record<string, unknown>;
  image?: Record<string, unknown>;
  networks?: unknown[];
  disks?: unknown[];
  /** The image_json of ImagePrepare. */
  imageSource?: Record<string, unknown>;
  /** Id of the VM that linked clones are made from. */
  cloneSource?: string;
  /** The disk of a VM that is expanded, and the size it gets. */
  expandDisk?: Record<string, unknown>;
  /** An id that no VM has, in the provider's own shape. */
  absentId?: string;
  /** Names that may remain after a run. */
  allowedLeftovers?: string[];
}
