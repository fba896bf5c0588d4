import { catalogRequirements } from '../../catalog/requirements/catalog-requirements.js';
import { measuredProfiles } from '../../catalog/verdicts.js';
import type { ConformanceReport, TestResult } from '../../conformance/report/report-types.js';
import type { ProviderMetadata } from '../../provider/metadata/metadata-types.js';
import { cellCode, link, type Markdown, prose } from './markdown.js';

export type RequirementState = 'yes' | 'no' | 'in part' | 'unknown';

export interface CheckedRequirement {
  text: Markdown;
  state: RequirementState;
  evidence: Markdown;
}

type Check = (report: ConformanceReport, metadata: ProviderMetadata) => Omit<CheckedRequirement, 'text'>;

const unknown = (what: string): ReturnType<Check> => ({ state: 'unknown', evidence: prose(what) });

/** What is known of each requirement. Whatever nothing measured is unknown, however likely it is. */
const checks: Record<(typeof catalogRequirements)[number]['id'], Check> = {
  conformance: (report) => {
    const core = measuredProfiles(report).core;
    const coverage = core ? `, covers ${core.covered} of ${core.total} capabilities` : '';
    return {
      state: core?.verdict === 'pass' ? 'yes' : 'no',
      evidence: prose(`core ${core?.verdict ?? 'not tested'}${coverage}`),
    };
  },
  documentation: (_report, { documentation }) => {
    if (documentation === undefined) return unknown('the entry names no documentation');
    return { state: 'unknown', evidence: `a reviewer must read ${link(documentation)}` as Markdown };
  },
  'helm-chart': (_report, { install }) => {
    const chart = install?.chart;
    return {
      state: 'unknown',
      evidence:
        chart === undefined
          ? prose('the runtime chart is assumed; nobody installed it')
          : (`${cellCode(chart)}; nobody installed it` as Markdown),
    };
  },
  security: () => unknown('no test covers it'),
  errors: (report) => fromTests(report.tests, (id) => /-absent(-|$)|malformed|missing-ref|foreign/.test(id)),
  health: (report) => {
    const health = report.tests.find(({ id }) => id === 'health-serving');
    if (!health) return unknown('the health check was not tested');
    const text = `${cellCode('health-serving')} ${health.verdict}; metrics are not tested`;
    return { state: health.verdict === 'pass' ? 'in part' : 'unknown', evidence: text as Markdown };
  },
  maintenance: (_report, { maintainer }) => ({
    state: 'unknown',
    evidence: `${cellCode(maintainer)} answers for it` as Markdown,
  }),
};

export function checkRequirements(report: ConformanceReport, metadata: ProviderMetadata): CheckedRequirement[] {
  return catalogRequirements.map(({ id, text }) => ({ text: prose(text), ...checks[id](report, metadata) }));
}

function fromTests(tests: readonly TestResult[], covers: (id: string) => boolean): ReturnType<Check> {
  const ran = tests.filter(
    ({ id, verdict }) => covers(id) && ['pass', 'fail', 'warn', 'expected-fail'].includes(verdict),
  );
  if (ran.length === 0) return unknown('no test of it ran');
  const bad = ran.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict }) => `${cellCode(id)} ${verdict}`);
  const summary = `${ran.length - bad.length} of ${ran.length} tests of wrong requests and absent objects pass`;
  return { state: bad.length === 0 ? 'in part' : 'no', evidence: [summary, ...bad.slice(0, 5)].join('; ') as Markdown };
}
