import type { ConformanceReport, ProfileResult } from '../conformance/report/report-types.js';
import { badgeOf, profileResult } from '../conformance/run/profile-results.js';
import { type ProfileName, profileNames } from '../provider/profiles.js';

/** What the catalog says of a provider: a verdict of VCTS, or why there is none. */
export const entryVerdicts = ['pass', 'partial', 'fail', 'pending', 'stale'] as const;
export type EntryVerdict = (typeof entryVerdicts)[number];

export type ProfileResults = Partial<Record<ProfileName, ProfileResult>>;

/** The profiles that the report covers, with results recomputed from its tests. */
export function measuredProfiles(report: ConformanceReport): ProfileResults {
  const results: ProfileResults = {};
  for (const name of profileNames) {
    if (report.profiles[name]) results[name] = profileResult(name, report.tests);
  }
  return results;
}

/**
 * What the catalog says of an entry whose report holds. Stricter than the report's badge where the run was smaller than
 * the entry: without core nothing is known, and a profile that the entry names but nobody ran is not passed.
 */
export function entryVerdict(profiles: ProfileResults, declared: readonly ProfileName[]): EntryVerdict {
  if (!profiles.core) return 'pending';
  const badge = badgeOf(profiles);
  if (badge === 'pass' && declared.some((name) => profiles[name] === undefined)) return 'partial';
  return badge;
}
