import type { ComparedTest } from '../../conformance/report/compare-reports.js';
import type { ConformanceReport, ProfileResult, Shard } from '../../conformance/report/report-types.js';
import type { Finding } from '../../provider/metadata/finding.js';
import type { ProfileName } from '../../provider/profiles.js';
import type { RequirementLine } from '../requirements/requirement-types.js';
import type { EntryVerdict } from '../verdicts.js';

/**
 * `reproduced`: the image was tested anew and bears the report out. `contradicted`: it does not. `refused`: the entry or
 * its report is wrong by itself, so it was not started. `not-reproduced`: it could not be tested here; that is no pass.
 */
export type ReviewStatus = 'reproduced' | 'contradicted' | 'refused' | 'not-reproduced';

/** What a review says of one provider. */
export interface ProviderReview {
  name: string;
  status: ReviewStatus;
  /** Why it was not reproduced, or what was contradicted; null where it was reproduced. */
  reason: string | null;
  image: string | null;
  tag: string | null;
  /** The version that the base has; null where the provider is new. */
  previousTag: string | null;
  /** What the report says; null where there is none. */
  submitted: Measured | null;
  /** What the image showed now; null where it was not run. */
  rerun: Measured | null;
  /** Tests that ended otherwise than in the report. */
  differences: ComparedTest[];
  /** Ids of tests that failed once and passed when they were run again. */
  unsteady: string[];
  /** The catalog's checklist, from the new run where there is one; empty where the entry was refused. */
  requirements: RequirementLine[];
  findings: Finding[];
}

export interface Measured {
  verdict: EntryVerdict | ConformanceReport['badge'];
  profiles: Partial<Record<ProfileName, ProfileResult>>;
  suite: ConformanceReport['suite'];
  finishedAt: string;
}

/** As schemas/catalog-review.schema.json describes it. */
export interface ReviewResult {
  root: string;
  /** The commit that it was compared with; null where every provider was tested again. */
  base: string | null;
  shard: Shard | null;
  /** No evidence was contradicted or refused; what was not reproduced holds as little as it fails. */
  holds: boolean;
  providers: ProviderReview[];
  /** Names of providers that the branch takes out. */
  removed: string[];
}
