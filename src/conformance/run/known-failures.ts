import type { TestResult } from '../report/report-types.js';

/** Why a test that is on the list of known failures, and passes, is a `fail`. */
export const passesThoughListed = 'is on the list of known failures, and passes: remove it from the list';

type Judged = Pick<TestResult, 'verdict'> & { reason?: string };

/** A verdict in the light of the caller's list: a listed failure is expected, a listed pass is a mistake in the list. */
export function againstKnownFailures(outcome: Judged, listed: boolean): Judged {
  if (!listed) return outcome;
  if (outcome.verdict === 'fail') return { ...outcome, verdict: 'expected-fail' };
  return outcome.verdict === 'pass' ? { verdict: 'fail', reason: passesThoughListed } : outcome;
}
