import type { ConformanceReport } from '../../conformance/report/report-types.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import type { ImageConfiguration, ImageReferrer, ResolvedImage } from '../../provider/registry/registry-types.js';
import type { Evidence } from '../evidence.js';

/** Something that was looked up, or why it is not known: a machine without network, a program that is not here. */
export type Known<Value> = { known: true; value: Value } | { known: false; reason: string };

export const known = <Value>(value: Value): Known<Value> => ({ known: true, value });
export const notKnown = (reason: string): { known: false; reason: string } => ({ known: false, reason });

/** Everything that the checklist is made from; gathering it is the business of `gatherFacts`. */
export interface RequirementFacts {
  metadata: ProviderMetadata;
  /** The text of page.md, '' where there is none. */
  page: string;
  evidence: Evidence;
  /** The report that the evidence was made from, where it holds for the entry. */
  report: ConformanceReport | undefined;
  /** What is wrong with the report itself, in words; with one of these it proves nothing. */
  reportMistakes: readonly string[];
  image: ImageFacts;
  chart: Known<ChartFacts>;
  /** Whether the page that `documentation` names answers: its HTTP status. */
  documentation: Known<number>;
  repository: Known<RepositoryFacts>;
  /** Released versions of VirtRigaud, in any order. */
  virtrigaud: Known<readonly string[]>;
  /** The version that the catalog had before this one; null where this is the first. */
  previousTag: Known<string | null>;
  now: Date;
}

/** What the registry says of the entry's image. */
export interface ImageFacts {
  resolved: Known<ResolvedImage>;
  configurations: Known<readonly ImageConfiguration[]>;
  referrers: Known<readonly ImageReferrer[]>;
}

/** What `helm template` made of the chart with the entry's own install values. */
export interface ChartFacts {
  /** Why the chart could not be rendered; undefined where it was. */
  failure?: string;
  /** The images of all containers in it. */
  images: readonly string[];
}

/** What the host of the source repository says of it. */
export interface RepositoryFacts {
  archived: boolean;
  /** RFC 3339; the newest commit of the default branch. */
  lastCommit: string;
  /** SPDX identifier that the host found, null where it found none. */
  license: string | null;
  hasIssues: boolean;
}

/** A checklist for which nothing beyond the entry was looked up, with the reason why. */
export function nothingLookedUp(
  reason: string,
): Pick<RequirementFacts, 'image' | 'chart' | 'documentation' | 'repository' | 'virtrigaud' | 'previousTag'> {
  const nothing = notKnown(reason);
  return {
    image: { resolved: nothing, configurations: nothing, referrers: nothing },
    chart: nothing,
    documentation: nothing,
    repository: nothing,
    virtrigaud: nothing,
    previousTag: nothing,
  };
}
