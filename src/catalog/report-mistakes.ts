import { isDeepStrictEqual } from 'node:util';
import { completenessOf } from '../conformance/report/completeness.js';
import { endings } from '../conformance/report/report-facts.js';
import type { ConformanceReport, TestResult } from '../conformance/report/report-types.js';
import { resultOfShard } from '../conformance/report/shard.js';
import { badgeOf, profileResult } from '../conformance/run/profile-results.js';
import { suite } from '../conformance/suite/suite.js';
import { profileNames } from '../provider/profiles.js';
import { dateMistakes } from './report-dates.js';
import type { ReportMistake } from './report-mistake.js';

type Judge = (report: ConformanceReport) => ReportMistake[];

/** Everything in which a report contradicts itself, or its suite where that is known. It is about no entry yet. */
export function reportMistakes(report: ConformanceReport): ReportMistake[] {
  const judges: Judge[] = [wholeRun, dateMistakes, askedProfiles, profiles, badge, testList, undeclared];
  return judges.flatMap((judge) => judge(report));
}

const inconsistent = (path: ReportMistake['path'], message: string): ReportMistake => ({
  code: 'report-inconsistent',
  path,
  message,
});

/** Evidence is a whole run: its end may have hidden what it had not reached. */
function wholeRun({ ended, shard }: ConformanceReport): ReportMistake[] {
  const cut: ReportMistake[] = [];
  if (ended !== undefined)
    cut.push({ code: 'report-ended', path: ['ended'], message: `${endings[ended]}, so the report is no evidence` });
  if (shard !== undefined && shard.total > 1) {
    const message = `the report is part ${shard.index} of ${shard.total} of a run; vcts report merge joins the parts`;
    cut.push({ code: 'report-ended', path: ['shard'], message });
  }
  return cut;
}

function askedProfiles({ parameters, profiles: recorded, tests }: ConformanceReport): ReportMistake[] {
  const asked = parameters['profiles'];
  const names = profileNames.filter((name) => recorded[name]);
  const found: ReportMistake[] = [];
  if (Array.isArray(asked) && !isDeepStrictEqual([...new Set(asked)].sort(), names.toSorted())) {
    const message = `the run was asked for ${asked.join(', ') || 'nothing'}, but the report judges ${names.join(', ') || 'nothing'}`;
    found.push(inconsistent(['parameters', 'profiles'], message));
  }
  const stray = tests.findIndex(({ profile }) => recorded[profile] === undefined);
  if (stray !== -1) {
    const { id, profile } = tests[stray] as ConformanceReport['tests'][number];
    found.push(inconsistent(['tests', stray], `the test ${id} is of the profile ${profile}, which the report lacks`));
  }
  return found;
}

function profiles({ profiles: recorded, tests, shard }: ConformanceReport): ReportMistake[] {
  return profileNames.flatMap((name) => {
    const said = recorded[name];
    if (said === undefined) return [];
    const result = profileResult(name, tests);
    const follows = shard ? resultOfShard(result, shard) : result;
    const wrong = (['verdict', 'covered', 'testable', 'total'] as const).filter(
      (field) => said[field] !== follows[field],
    );
    return wrong.map((field) =>
      field === 'verdict'
        ? inconsistent(
            ['profiles', name, field],
            `the report says ${said.verdict} of the profile ${name}, but its tests say ${follows.verdict}`,
          )
        : inconsistent(
            ['profiles', name, field],
            `the report says ${said[field]} ${counted[field]} of the profile ${name}, but it is ${follows[field]}`,
          ),
    );
  });
}

const counted = { covered: 'covered capabilities', testable: 'testable capabilities', total: 'capabilities' } as const;

function badge(report: ConformanceReport): ReportMistake[] {
  const follows = badgeOf(report.profiles);
  if (report.badge === follows) return [];
  return [inconsistent(['badge'], `the report's badge says ${report.badge}, but its profiles say ${follows}`)];
}

function testList(report: ConformanceReport): ReportMistake[] {
  const { sameSuite, missing, foreign, differing, repeats, suiteVersion } = completenessOf(report);
  const incomplete = (message: string): ReportMistake => ({ code: 'report-incomplete', path: ['tests'], message });
  const found: ReportMistake[] = [];
  if (suiteVersion !== undefined && suiteVersion !== report.suite.version) {
    const message = `the report says version ${report.suite.version} of a suite whose version is ${suiteVersion}`;
    found.push(inconsistent(['suite', 'version'], message));
  }
  if (repeats) found.push(incomplete('the report lists a test twice'));
  if (missing.length > 0) found.push(incomplete(`the report lacks tests of its suite: ${missing.join(', ')}`));
  // A test of another level or profile is missing and foreign at once, and said already.
  const strangers = foreign.filter((id) => !missing.includes(id));
  if (strangers.length > 0 && !repeats)
    found.push(incomplete(`the report lists tests that its suite does not have: ${strangers.join(', ')}`));
  if (!sameSuite && !repeats && differing.length > 0)
    found.push(incomplete(`the tests of ${differing.join(', ')} are not those of suite ${suiteVersion}`));
  return found;
}

/** What the tests say and the provider's answer to GetCapabilities does not allow. */
function undeclared(report: ConformanceReport): ReportMistake[] {
  const { capabilities, tests } = report;
  if (!capabilities) return unanswered(report);
  if (!completenessOf(report).sameSuite) return [];
  const clones = tests.some(
    ({ profile, level, verdict }) => profile === 'clone' && level === 'required' && ran(verdict),
  );
  return tests.flatMap(({ id, profile, level, verdict }, index) => {
    const condition = conditions.get(id);
    if (!condition) return [];
    const applies = condition.declared?.(capabilities) ?? true;
    const why = reasonAgainst({ id, verdict, applies, undeclared: condition.undeclared });
    if (why) return [inconsistent(['tests', index, 'verdict'], why)];
    const always = level !== 'advisory' && !telling.has(id) && (profile !== 'clone' || clones);
    if (verdict !== 'not-applicable' || !applies || !always) return [];
    return [inconsistent(['tests', index, 'verdict'], `the test ${id} says that it does not apply, but it does`)];
  });
}

/** They apply where the provider answers with a task, tells sizes or has VMs of others, which no flag says. */
const telling = new Set(['task-stays-done', 'create-sizes', 'reconfigure-visible', 'foreign-untouched']);

const conditions = new Map(suite.map(({ id, declared, undeclared }) => [id, { declared, undeclared }]));

const ran = (verdict: TestResult['verdict']) => verdict === 'pass' || verdict === 'fail';

interface Applying {
  id: string;
  verdict: TestResult['verdict'];
  applies: boolean;
  undeclared: string | undefined;
}

/** A test that the provider's own flags take out is never run, so nothing can have passed it. */
function reasonAgainst({ id, verdict, applies, undeclared }: Applying): string | undefined {
  if (applies || (verdict !== 'pass' && verdict !== 'warn')) return undefined;
  return `the test ${id} says ${verdict}, but it does not apply: ${undeclared ?? 'it is not declared'}`;
}

/** The flags decide what applies, so they are not left out of a report whose tests have read them. */
function unanswered({ tests }: ConformanceReport): ReportMistake[] {
  const read = tests.some(({ id, verdict }) => id === 'capabilities-readable' && verdict === 'pass');
  return read
    ? [inconsistent(['capabilities'], 'the report has no flags of the provider, but its tests have read them')]
    : [];
}
