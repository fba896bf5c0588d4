import type { ConformanceReport } from '../conformance/report/report-types.js';
import type { ProviderMetadata } from '../provider/metadata/metadata-types.js';
import { type Evidence, evidenceOf } from './evidence.js';
import type { StaleReason } from './stale-reasons.js';

/** One provider as every output of the catalog sees it. */
export interface CatalogEntry {
  metadata: ProviderMetadata;
  /** The free text of its detail section, trimmed; empty where there is none. */
  page: string;
  evidence: Evidence;
}

export interface EntryInput {
  metadata: ProviderMetadata;
  page?: string | undefined;
  report: ConformanceReport | undefined;
  acceptsSuite: (suiteVersion: string) => boolean;
  doubts?: readonly StaleReason[] | undefined;
}

export function entryFor({ metadata, page = '', report, acceptsSuite, doubts = [] }: EntryInput): CatalogEntry {
  return {
    metadata,
    page: page.replaceAll(/\r\n?/g, '\n').trim(),
    evidence: evidenceOf({ metadata, report, acceptsSuite, doubts }),
  };
}
