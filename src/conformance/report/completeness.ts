import { profileNames } from '../../provider/profiles.js';
import { listTests } from '../suite/list-tests.js';
import type { ConformanceReport } from './report-types.js';

export interface Completeness {
  /** Made by exactly the suite that this tool has, so that what follows can be judged. */
  sameSuite: boolean;
  /** Ids of tests that the report must list and does not, or not as the suite defines them. */
  missing: string[];
  /** A test is listed twice. */
  repeats: boolean;
}

const identity = ({ id, profile, capability, level }: Record<'id' | 'profile' | 'capability' | 'level', string>) =>
  [id, profile, capability, level].join('\n');

/**
 * Whether a report lists every test of the profiles it was asked for: a run does, also those that it left out, so one
 * that is missing was taken out by hand.
 */
export function completenessOf(report: ConformanceReport): Completeness {
  const { suite, tests } = listTests(profileNames.filter((name) => report.profiles[name]));
  const sameSuite = suite.digest === report.suite.digest;
  const recorded = new Set(report.tests.map(identity));
  const missing = sameSuite ? tests.filter((test) => !recorded.has(identity(test))).map(({ id }) => id) : [];
  return { sameSuite, missing, repeats: recorded.size < report.tests.length };
}
