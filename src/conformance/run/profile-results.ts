import { type ProfileName, profileNamed } from '../../provider/profiles.js';
import type { Badge, ProfileResult, ProfileVerdict, TestResult } from '../report/report-types.js';

type Judged = Pick<TestResult, 'profile' | 'capability' | 'level' | 'verdict'>;

const ran = new Set(['pass', 'fail', 'expected-fail']);
const notMeasured = new Set(['could-not-run', 'excluded', 'error']);

/** What one profile comes to, by the rules of the suite; `tests` may hold those of other profiles too. */
export function profileResult(profile: ProfileName, tests: readonly Judged[]): ProfileResult {
  const own = tests.filter((test) => test.profile === profile);
  const { capabilities } = profileNamed(profile);
  const testable = capabilities.filter(({ untestable }) => untestable === undefined);
  const covered = testable.filter(({ name }) => {
    return own.some((test) => decides(test) && ran.has(test.verdict) && test.capability.split(' ').includes(name));
  });
  return {
    verdict: profileVerdict(
      own,
      testable.map(({ name }) => name),
    ),
    covered: covered.length,
    testable: testable.length,
    total: capabilities.length,
  };
}

/** Advisory tests never decide, unless the provider broke down under one or the list of known failures is wrong. */
function decides({ level, verdict }: Judged): boolean {
  return level !== 'advisory' || verdict === 'fail' || verdict === 'expected-fail';
}

function profileVerdict(own: readonly Judged[], testable: readonly string[]): ProfileVerdict {
  const deciding = own.filter(decides);
  if (deciding.some(({ verdict }) => verdict === 'fail' || verdict === 'expected-fail')) return 'fail';
  const filtered = own.some(({ verdict }) => verdict === 'excluded');
  if (filtered || deciding.some(({ verdict }) => notMeasured.has(verdict))) return 'partial';
  const applies = (name: string) =>
    deciding.some((test) => test.capability.split(' ').includes(name) && test.verdict === 'pass');
  const declared = testable.filter(applies);
  if (declared.length === 0) return 'skip';
  return declared.length === testable.length ? 'pass' : 'partial';
}

/** The badge of a report: `pass` when core passes and no other profile is below pass or skip, `pending` without core. */
export function badgeOf(profiles: Partial<Record<ProfileName, Pick<ProfileResult, 'verdict'>>>): Badge {
  if (!profiles.core) return 'pending';
  if (profiles.core.verdict !== 'pass') return 'fail';
  const others = Object.values(profiles).map(({ verdict }) => verdict);
  return others.every((verdict) => verdict === 'pass' || verdict === 'skip') ? 'pass' : 'partial';
}
