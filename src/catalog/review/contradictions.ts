import { type ComparedTest, compareReports } from '../../conformance/report/compare-reports.js';
import type { ConformanceReport, TestResult } from '../../conformance/report/report-types.js';

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
  const places = new Map(submitted.tests.map(({ id }, index) => [id, index]));
  // An advisory test never decides, unless the provider broke down under it: then it fails.
  const deciding = differences.filter(({ id, before, after }) => {
    const decides = levels.get(id) !== 'advisory' || after === 'fail' || after === 'expected-fail';
    return decides && (before === 'pass' || before === 'warn');
  });
  return {
    differences,
    contradictions: [
      ...flagContradictions(submitted, rerun),
      ...deciding.filter(({ after }) => denies(after)).map((test) => contradiction(test, places.get(test.id) ?? 0)),
    ],
    open: deciding.filter(({ after }) => after === 'could-not-run' || after === 'error').map(({ id }) => id),
  };
}

/** A test that does not apply is one whose capability the image does not even declare. */
function denies(after: TestResult['verdict'] | null): boolean {
  return after === 'fail' || after === 'expected-fail' || after === 'not-applicable';
}

function contradiction({ id, after, reason }: ComparedTest, index: number): Contradiction {
  const why = reason === undefined ? '' : `: ${reason}`;
  return {
    id,
    path: ['tests', index, 'verdict'],
    message: `the report says that ${id} passes, but run anew it ends as ${after}${why}`,
  };
}

/** What the provider answered to GetCapabilities then and now. */
function flagContradictions(submitted: ConformanceReport, rerun: ConformanceReport): Contradiction[] {
  const [said, says] = [submitted.capabilities, rerun.capabilities];
  if (!said || !says) return [];
  const flags = Object.keys(said) as (keyof typeof said)[];
  return flags
    .filter((flag) => typeof said[flag] === 'boolean' && said[flag] !== says[flag])
    .map((flag) => ({
      path: ['capabilities', flag],
      message: `the report says that the provider declares ${flag} as ${said[flag]}, but it declares ${says[flag]}`,
    }));
}
