import type { Fixtures } from '../provider/metadata/metadata-types.js';
import type { ProfileName } from '../provider/profiles.js';
import type { Shard } from './report/report-types.js';

/** How the provider under test is reached. */
export type Target = EndpointTarget | CommandTarget | ImageTarget;

export interface EndpointTarget {
  kind: 'endpoint';
  /** `host:port` or `unix:/absolute/path`. */
  endpoint: string;
  tls?: TlsFiles;
  /** Accept plaintext to a host that is not loopback. */
  plaintext?: boolean;
}

export interface CommandTarget {
  kind: 'command';
  /** Started without a shell; `$PORT` and `$HEALTH_PORT` are expanded in the arguments and set in its environment. */
  command: string;
  /** Where it listens, when it does not take `$PORT`. */
  endpoint?: string;
  env?: Record<string, string>;
  sidecars?: readonly Sidecar[];
  tls?: TlsFiles;
  /** Accept plaintext to an endpoint that is not loopback. */
  plaintext?: boolean;
}

export interface ImageTarget {
  kind: 'image';
  /** `repository:tag` or `repository@sha256:...`. */
  image: string;
  env?: Record<string, string>;
  ports?: { grpc?: number; health?: number };
  sidecars?: readonly Sidecar[];
  tls?: TlsFiles;
}

/** A container that is started before the provider and removed after it. */
export interface Sidecar {
  /** What the provider reaches it by; without one, the last part of its image's repository. */
  name?: string;
  image: string;
  env?: Record<string, string>;
  ports?: readonly number[];
}

export interface TlsFiles {
  ca?: string;
  cert?: string;
  key?: string;
  serverName?: string;
}

export interface ConformanceOptions {
  target: Target;
  /** Name and version (tag) of the catalog entry that the run is made for; they go into the report's subject. */
  entry?: { name: string; version: string };
  profiles: readonly ProfileName[];
  fixtures?: Fixtures;
  /** Ids that match run; the others are reported as excluded. */
  focus?: RegExp;
  skip?: RegExp;
  /** Only this part of the tests; the others are reported as excluded. */
  shard?: Shard;
  /** Ids of tests that are expected to fail. */
  knownFailures?: readonly string[];
  /** Tests at the same time; default 12. */
  parallel?: number;
  /** Milliseconds; default 5 minutes. */
  taskTimeoutMs?: number;
  /** Milliseconds; shortens the manager's deadlines, never lengthens them. */
  callTimeoutMs?: number;
  /** Milliseconds for the whole run; default 30 minutes. */
  timeoutMs?: number;
  /** How long a state may take to show after its task is done; milliseconds, default 5 seconds. */
  settleMs?: number;
  /** A file that every exchange is written to, relative to the working directory. */
  trace?: string;
  /** The command that repeats this run, as the report shows it. */
  reproduce: string;
}
