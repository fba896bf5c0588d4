import { type ProfileName, profileNames } from '../../provider/profiles.js';
import { listTests } from '../suite/list-tests.js';
import { fingerprint, identity, knownSuite } from './known-suites.js';
import type { ConformanceReport } from './report-types.js';

export interface Completeness {
  /** Made by exactly the suite that this tool has, so that single tests can be named. */
  sameSuite: boolean;
  /** Made by this suite or one that is on record; nothing else can be judged. */
  knownSuite: boolean;
  /** What the suite of that digest calls itself, where it is known. */
  suiteVersion?: string;
  /** Ids of tests that the report must list and does not, or not as the suite defines them. */
  missing: string[];
  /** Ids that the report lists of an asked profile, and that the suite does not have. */
  foreign: string[];
  /** Asked profiles whose tests are not those of the suite, where that suite is known. */
  differing: ProfileName[];
  /** A test is listed twice. */
  repeats: boolean;
}

/**
 * Whether a report lists every test of the profiles it was asked for: a run does, also those that it left out, so one
 * that is missing was taken out by hand.
 */
export function completenessOf(report: ConformanceReport): Completeness {
  const asked = profileNames.filter((name) => report.profiles[name]);
  const { suite, tests } = listTests(asked);
  const sameSuite = suite.digest === report.suite.digest;
  const known = knownSuite(report.suite.digest);
  const recorded = new Set(report.tests.map(identity));
  const defined = new Set(tests.map(identity));
  return {
    sameSuite,
    knownSuite: known !== undefined,
    ...(known && { suiteVersion: known.version }),
    missing: sameSuite ? tests.filter((test) => !recorded.has(identity(test))).map(({ id }) => id) : [],
    foreign: sameSuite
      ? report.tests.filter((test) => asked.includes(test.profile) && !defined.has(identity(test))).map(({ id }) => id)
      : [],
    differing: known ? asked.filter((name) => fingerprint(report.tests, name) !== known.profiles[name]) : [],
    repeats: recorded.size < report.tests.length,
  };
}
