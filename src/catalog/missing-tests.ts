import { listTests } from '../conformance/suite/list-tests.js';
import type { Finding } from '../provider/metadata/finding.js';
import { profileNames } from '../provider/profiles.js';
import type { TestedEntry } from './read-catalog.js';

const identity = ({ id, profile, capability, level }: Record<'id' | 'profile' | 'capability' | 'level', string>) =>
  [id, profile, capability, level].join('\n');

/**
 * Tests that a report of this very suite must list, but does not, or not as the suite defines them. A run lists every
 * test of the profiles it was asked for, also those that it left out, so one that is missing was taken out by hand.
 * Reports of another suite cannot be judged: its tests are not known here.
 */
export function missingTests({ report, reportFinding }: TestedEntry): Finding[] {
  const asked = profileNames.filter((name) => report.profiles[name]);
  const { suite, tests } = listTests(asked);
  if (suite.digest !== report.suite.digest) return [];
  const recorded = new Set(report.tests.map(identity));
  const missing = tests.filter((test) => !recorded.has(identity(test))).map(({ id }) => id);
  const hint = 'Run the conformance tests again; a report is never edited by hand.';
  const finding = (message: string) =>
    reportFinding(['tests'], { code: 'report-incomplete', severity: 'error', message, hint });
  const findings = missing.length === 0 ? [] : [finding(`the report lacks tests of its suite: ${missing.join(', ')}`)];
  if (recorded.size < report.tests.length) findings.push(finding('the report lists a test twice'));
  return findings;
}
