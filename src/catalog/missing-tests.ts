import { completenessOf } from '../conformance/report/completeness.js';
import type { Finding } from '../provider/metadata/finding.js';
import type { TestedEntry } from './read-catalog.js';

/** Tests that a report of this very suite must list and does not, or lists twice. */
export function missingTests({ report, reportFinding }: TestedEntry): Finding[] {
  const { sameSuite, missing, repeats } = completenessOf(report);
  const hint = 'Run the conformance tests again; a report is never edited by hand.';
  const finding = (message: string) =>
    reportFinding(['tests'], { code: 'report-incomplete', severity: 'error', message, hint });
  return [
    ...(missing.length > 0 ? [finding(`the report lacks tests of its suite: ${missing.join(', ')}`)] : []),
    ...(sameSuite && repeats ? [finding('the report lists a test twice')] : []),
  ];
}
