import type { TlsFiles } from '../conformance/conformance-options.js';
import type { ProfileName } from '../provider/profiles.js';

/** What the six flags of the catalog page say; each may be absent where a metadata file has it. */
export interface EntryFlags {
  name?: string;
  image?: string;
  tag?: string;
  repo?: string;
  maintainer?: string;
  license?: string;
}

/** Where the evidence comes from. `image` starts the published image itself. */
export type EvidenceSource =
  | { kind: 'image' }
  | { kind: 'endpoint'; endpoint: string; tls?: TlsFiles; plaintext?: boolean }
  | { kind: 'command'; command: string; endpoint?: string }
  | { kind: 'report'; file: string };

/** The person at the terminal; absent where nobody can answer. */
export interface Interlocutor {
  ask(question: string): Promise<string>;
  confirm(question: string): Promise<boolean>;
  /** Shows text before a question. */
  show(text: string): void;
}

export interface PublishOptions {
  flags: EntryFlags;
  /** Path of provider.yaml; undefined means `provider.yaml` of the working directory, where there is one. */
  metadataFile?: string;
  /** owner/name, a URL, or the path of a local git repository. */
  catalog: string;
  evidence: EvidenceSource;
  profiles: readonly ProfileName[];
  fixturesFile?: string;
  dryRun?: boolean;
  /** Directory that gets what would be submitted; nothing is submitted then. */
  output?: string;
  draft?: boolean;
  /** Do not ask for a confirmation. */
  yes?: boolean;
  allowDowngrade?: boolean;
  allowMovedDigest?: boolean;
  /** Where the migration to a new major version is described; http or https. */
  migration?: string;
  /** Overwrite commits of others on the branch, and go on beside pull requests of others. */
  force?: boolean;
  interlocutor?: Interlocutor;
}
