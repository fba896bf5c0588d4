import type { ConformanceReport, ProfileResult } from '../conformance/report/report-types.js';
import type { ProviderMetadata } from '../provider/metadata/metadata-types.js';
import type { ProfileName } from '../provider/profiles.js';
import { type StaleReason, staleReasons } from './stale-reasons.js';
import { type EntryVerdict, entryVerdict, measuredProfiles } from './verdicts.js';

export interface Evidence {
  verdict: EntryVerdict;
  /** Whether a report is recorded, and whether it holds for this entry. */
  status: 'none' | 'current' | 'stale';
  /** Why it does not hold; empty unless stale. */
  reasons: StaleReason[];
  /** True where the report names the digest of the entry's image; the verdict of any other is not tied to the image. */
  tiedToImage: boolean;
  /** How the provider was reached when it was tested. */
  subject?: ConformanceReport['subject']['kind'];
  /** Results recomputed from the tests; empty unless the report holds. */
  profiles: Partial<Record<ProfileName, ProfileResult>>;
  /** End of the run: RFC 3339, UTC, whole seconds. */
  testedAt?: string;
  suiteVersion?: string;
}

export interface EvidenceInput {
  metadata: ProviderMetadata;
  /** The valid report beside the metadata; undefined where there is none. */
  report: ConformanceReport | undefined;
  /** Whether results of that version of the suite still count. */
  acceptsSuite: (suiteVersion: string) => boolean;
  /** Why the report itself cannot be taken as evidence, whatever the entry; see reportDoubts. */
  doubts?: readonly StaleReason[];
}

/** One for all: most providers of a large catalog may be untested. */
const untested: Evidence = { verdict: 'pending', status: 'none', reasons: [], tiedToImage: false, profiles: {} };

/**
 * Decides what a recorded report says about an entry. Nothing here trusts the verdicts that the report stores: they are
 * computed anew from its tests.
 */
export function evidenceOf({ metadata, report, acceptsSuite, doubts = [] }: EvidenceInput): Evidence {
  if (!report) return untested;
  const reasons = [...staleReasons({ metadata, report, acceptsSuite }), ...doubts];
  const stale = reasons.length > 0;
  const profiles = stale ? {} : measuredProfiles(report);
  return {
    verdict: stale ? 'stale' : entryVerdict(profiles, metadata.capabilities),
    status: stale ? 'stale' : 'current',
    reasons,
    tiedToImage: metadata.digest !== undefined && report.subject.digest === metadata.digest,
    subject: report.subject.kind,
    profiles,
    testedAt: inSeconds(report.finishedAt),
    suiteVersion: report.suite.version,
  };
}

/** The newest date among them, undefined where nothing was ever tested. RFC 3339 in UTC sorts as text. */
export function newestTest(evidence: readonly Evidence[]): string | undefined {
  return evidence.reduce<string | undefined>(
    (newest, { testedAt }) => (testedAt && (!newest || testedAt > newest) ? testedAt : newest),
    undefined,
  );
}

function inSeconds(date: string): string {
  return date.replace(/\.\d+Z$/, 'Z');
}
