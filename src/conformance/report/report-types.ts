import type { ProfileName } from '../../provider/profiles.js';

export const testVerdicts = [
  'pass',
  'fail',
  'warn',
  'expected-fail',
  'not-applicable',
  'could-not-run',
  'excluded',
  'error',
] as const;
export type TestVerdict = (typeof testVerdicts)[number];

export const profileVerdicts = ['pass', 'partial', 'fail', 'skip'] as const;
export type ProfileVerdict = (typeof profileVerdicts)[number];

/** `pending` where core was not asked for: then nothing is known of the provider as a whole. */
export type Badge = 'pass' | 'partial' | 'fail' | 'pending';
export type TestLevel = 'required' | 'declared' | 'advisory';

/** What one run of VCTS found; published as schemas/conformance-report.schema.json. */
export interface ConformanceReport {
  schemaVersion: 1;
  suite: { version: string; digest: string };
  tool: { name: 'vrtg-provider'; version: string };
  subject: Subject;
  /** The provider's answer to GetCapabilities, null where it gave none. */
  capabilities: DeclaredCapabilities | null;
  /** RFC 3339, UTC. */
  startedAt: string;
  finishedAt: string;
  parameters: Record<string, unknown>;
  /** The asked profiles; the others are absent. */
  profiles: Partial<Record<ProfileName, ProfileResult>>;
  badge: Badge;
  tests: TestResult[];
  untestable: { profile: ProfileName; capability: string; reason: string }[];
  leftovers: Leftover[];
  timing: Timing;
  /** What was seen of the provider beside its methods; absent in reports of older versions. */
  operations?: Operations;
  /** Why the run ended before its last test, where it did. */
  ended?: 'interrupted' | 'terminated' | 'timed-out' | 'provider-lost';
  /** The part of the suite that this run was asked for, 1-based; the tests of the others are excluded. */
  shard?: Shard;
  /** The end of what a provider printed that VCTS started, where a test failed or the run ended early; redacted. */
  providerOutput?: string;
  /** The command that repeats this run. */
  reproduce: string;
}

/** How a provider serves beside its gRPC methods; no test, it decides nothing. */
export interface Operations {
  /** How VCTS was connected to it. */
  transport: 'plaintext' | 'tls' | 'mutual-tls';
  /** What its health port answered after the tests; absent where VCTS knows no such port. */
  http?: {
    /** HTTP status of GET, null where nobody answered. */
    healthz: number | null;
    readyz: number | null;
    /** `samples`: lines of the Prometheus text format that hold a number. */
    metrics: { status: number | null; samples: number };
  };
}

export interface Shard {
  index: number;
  total: number;
}

export interface Subject {
  kind: 'endpoint' | 'image' | 'command';
  endpoint?: string;
  /** Repository and tag as asked for. */
  image?: string;
  command?: string;
  /** `sha256:<64 hex>` of the image that ran. */
  digest?: string;
  /** Name and version (tag) in the catalog, where the run was asked for by name or made for an entry. */
  name?: string;
  version?: string;
}

export interface DeclaredCapabilities {
  supportsReconfigureOnline: boolean;
  supportsDiskExpansionOnline: boolean;
  supportsSnapshots: boolean;
  supportsMemorySnapshots: boolean;
  supportsLinkedClones: boolean;
  supportsImageImport: boolean;
  supportsDiskExport: boolean;
  supportsDiskImport: boolean;
  supportsExportCompression: boolean;
  supportedDiskTypes: string[];
  supportedNetworkTypes: string[];
  supportedExportFormats: string[];
  supportedImportFormats: string[];
  supportedExportBackends: string[];
  supportedImportBackends: string[];
  supportedTransferModes: string[];
}

export interface ProfileResult {
  verdict: ProfileVerdict;
  /** Capabilities with at least one test that ran to a verdict of its own. */
  covered: number;
  /** Capabilities that provider.v1 has a method for. */
  testable: number;
  /** Capabilities that the profile names. */
  total: number;
}

export interface TestResult {
  id: string;
  profile: ProfileName;
  /** Space-separated where a test covers several, empty where it covers none. */
  capability: string;
  level: TestLevel;
  verdict: TestVerdict;
  reason?: string;
  durationMs: number;
  /** The calls of a test that did not pass, redacted and cut. */
  exchange?: Exchange[];
}

export interface Exchange {
  method: string;
  /** Since the test began. */
  atMs: number;
  durationMs: number;
  request: unknown;
  response?: unknown;
  /** gRPC status name, `OK` with a response. */
  status: string;
  message?: string;
}

export interface Leftover {
  kind: 'vm' | 'snapshot' | 'image' | 'disk';
  id: string;
  name: string;
  /** False where provider.v1 has no method to remove it. */
  removable: boolean;
  reason: string;
}

export interface Timing {
  wallMs: number;
  /** The provider's own time along the longest chain of calls and tasks that had to follow one another. */
  criticalPathMs: number;
  /**
   * Time in which nothing was left to do but to wait whether states that had settled stay as they are; it depends on
   * --settle-time and not on the provider, and is in `wallMs` and not in `criticalPathMs`.
   */
  settleWaitMs?: number;
}
