import { type ProfileName, profileNames } from '../../provider/profiles.js';
import type { ConformanceReport, ProfileResult, Subject, TestResult, TestVerdict } from './report-types.js';

/** Every verdict, what needs attention first. */
export const verdictsByUrgency: readonly TestVerdict[] = [
  'fail',
  'error',
  'expected-fail',
  'warn',
  'could-not-run',
  'excluded',
  'not-applicable',
  'pass',
];

export const endings: Readonly<Record<NonNullable<ConformanceReport['ended']>, string>> = {
  interrupted: 'the run was interrupted',
  terminated: 'the run was terminated',
  'timed-out': 'the time for the whole run was over',
  'provider-lost': 'the provider went away',
};

export interface ProfilePart {
  name: ProfileName;
  result: ProfileResult | undefined;
  tests: TestResult[];
}

/** The profiles that were asked for or have tests, in the catalog's order. */
export function profileParts({ profiles, tests }: ConformanceReport): ProfilePart[] {
  return profileNames
    .map((name) => ({ name, result: profiles[name], tests: tests.filter(({ profile }) => profile === name) }))
    .filter(({ result, tests: own }) => result !== undefined || own.length > 0);
}

export function coverage({ covered, total }: ProfileResult): string {
  return `covers ${covered} of ${total} capabilities`;
}

/** What a reader knows the provider by. */
export function subjectTitle({ kind, name, version, image, endpoint, command }: Subject): string {
  if (name !== undefined) return version === undefined ? name : `${name} ${version}`;
  return image ?? command ?? endpoint ?? kind;
}

/** How often each verdict was given; verdicts that nothing has are left out. */
export function verdictCounts(
  tests: readonly Pick<TestResult, 'verdict'>[],
): { verdict: TestVerdict; count: number }[] {
  return verdictsByUrgency
    .map((verdict) => ({ verdict, count: tests.filter((test) => test.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
}

/** What the provider answered to GetCapabilities, one line a flag or list; undefined where it did not answer. */
export function declaredLines({ capabilities }: ConformanceReport): { name: string; value: string }[] | undefined {
  if (capabilities === null) return undefined;
  return Object.entries(capabilities).map(([name, value]: [string, boolean | string[]]) => ({
    name,
    value: Array.isArray(value) ? value.join(', ') || 'none' : value ? 'yes' : 'no',
  }));
}
