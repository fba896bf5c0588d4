import { isKnownVersion, knownSuite } from '../conformance/report/known-suites.js';
import type { ConformanceReport } from '../conformance/report/report-types.js';
import type { ProviderMetadata } from '../provider/metadata/metadata-types.js';
import type { ReportMistake } from './report-mistake.js';
import { reportMistakes } from './report-mistakes.js';
import type { StaleReason } from './stale-reasons.js';

export interface Doubts {
  /** What no run of VCTS would have written. */
  mistakes: ReportMistake[];
  /** Why the report is no evidence; the mistakes are one reason together. */
  reasons: StaleReason[];
}

export interface DoubtInput {
  metadata: Pick<ProviderMetadata, 'reportHash'>;
  report: ConformanceReport;
  /** `sha256:<64 hex>` of the report as it lies in the catalog. */
  hash: string;
  /** The catalog names the suites whose results count, also those whose tests are unknown here; else only known ones count. */
  namesSuites: boolean;
}

/** What speaks against a report whatever its entry says: made up, cut, exchanged, or of a suite that nobody knows. */
export function reportDoubts({ metadata, report, hash, namesSuites }: DoubtInput): Doubts {
  const mistakes = reportMistakes(report);
  const reasons: StaleReason[] = [];
  if (metadata.reportHash !== undefined && metadata.reportHash !== hash)
    reasons.push({
      code: 'OTHER_REPORT',
      message: `its hash is ${hash}, and the entry was published with ${metadata.reportHash}`,
    });
  const { version, digest } = report.suite;
  if (!knownSuite(digest) && (!namesSuites || isKnownVersion(version)))
    reasons.push({
      code: 'UNKNOWN_SUITE',
      message: `it was made by a suite ${version} (${digest}) that this version of vrtg-provider does not know, so its tests cannot be judged`,
    });
  const [first] = mistakes;
  if (first) {
    const more = mistakes.length > 1 ? `, and ${mistakes.length - 1} more` : '';
    reasons.push({ code: 'NOT_CREDIBLE', message: `${first.message}${more}` });
  }
  return { mistakes, reasons };
}
