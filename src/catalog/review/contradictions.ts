import { type ComparedTest, compareReports } from '../../conformance/report/compare-reports.js';
import type { ConformanceReport, TestResult } from '../../conformance/report/report-types.js';
import { measuredProfiles } from '../verdicts.js';

export interface Outcome {
  /** Tests that ended otherwise, in the order of the new report. */
  differences: ComparedTest[];
  /** What the report claims and the image does not do. */
  contradictions: Contradiction[];
  /** Tests that passed in the report and could not be run here. */
  open: string[];
}

export interface Contradiction {
  /** The test, where it is one. */
  id?: string;
  /** Where in the submitted report. */
  path: (string | number)[];
  message: string;
}

/** Holds a submitted report against a run of the same image. */
export function compareEvidence(submitted: ConformanceReport, rerun: ConformanceReport): Outcome {
  const { tests } = compareReports({ file: 'submitted', report: submitted }, { file: 'rerun', report: rerun });
  const differences = tests.filter(({ before, after }) => before !== null && after !== null && before !== after);
  const levels = new Map(rerun.tests.map(({ id, level }) => [id, level]));
  // An advisory test never decides, unless the provider broke down under it: then it fails.
  const deciding = tests.filter(({ id, after }) => levels.get(id) !== 'advisory' || fails(after));
  return {
    differences,
    contradictions: [
      ...flagContradictions(submitted, rerun),
      ...deciding.filter(denied(submitted)).map((test) => contradiction(test, submitted)),
    ],
    open: deciding
      .filter(({ before, after }) => claims(before) && (after === 'could-not-run' || after === 'error'))
      .map(({ id }) => id),
  };
}

type Ending = TestResult['verdict'] | null;

const fails = (ending: Ending) => ending === 'fail' || ending === 'expected-fail';
const claims = (ending: Ending) => ending === 'pass' || ending === 'warn';

/**
 * A failure denies whatever the report says instead: one that is called not applicable hides as well as one that is called
 * passed. What does not apply is what the image does not even declare.
 */
function denied(submitted: ConformanceReport): (test: ComparedTest) => boolean {
  const profiles: Partial<Record<string, { verdict: string }>> = measuredProfiles(submitted);
  return ({ profile, before, after }) => {
    if (after === 'not-applicable') return claims(before);
    if (!fails(after) || fails(before)) return false;
    // A test that the report's suite does not have: its profile is what the report says of it.
    return before !== null || !['fail', undefined].includes(profiles[profile]?.verdict);
  };
}

function contradiction(
  { id, profile, before, after, reason }: ComparedTest,
  { tests }: ConformanceReport,
): Contradiction {
  const why = reason === undefined ? '' : `: ${reason}`;
  const now = `run anew it ends as ${after}${why}`;
  const index = tests.findIndex((test) => test.id === id);
  if (before === null)
    return {
      id,
      path: ['profiles', profile, 'verdict'],
      message: `the report lacks the test ${id} of ${profile}, and ${now}`,
    };
  const said = before === 'pass' ? `that ${id} passes` : `${before} of ${id}`;
  return { id, path: ['tests', index, 'verdict'], message: `the report says ${said}, but ${now}` };
}

/** What the provider answered to GetCapabilities then and now. */
function flagContradictions(submitted: ConformanceReport, rerun: ConformanceReport): Contradiction[] {
  const [said, says] = [submitted.capabilities, rerun.capabilities];
  if (!said && says)
    return [{ path: ['capabilities'], message: 'the report says that the provider declares nothing, but it answers' }];
  if (!said || !says) return [];
  const flags = Object.keys(said) as (keyof typeof said)[];
  return flags
    .filter((flag) => typeof said[flag] === 'boolean' && said[flag] !== says[flag])
    .map((flag) => ({
      path: ['capabilities', flag],
      message: `the report says that the provider declares ${flag} as ${said[flag]}, but it declares ${says[flag]}`,
    }));
}
