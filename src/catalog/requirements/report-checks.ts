import type { TestResult } from '../../conformance/report/report-types.js';
import type { RequirementFacts } from './requirement-facts.js';
import { met, notMet, type RequirementCheck, unknown } from './requirement-types.js';

/** Tests of wrong requests, absent objects and methods that the provider does not have. */
const errorTests = /-absent(?:-|$)|malformed|missing-ref|unspecified|foreign|unknown|bad-backend|-undeclared$/;
const measured: ReadonlySet<TestResult['verdict']> = new Set(['pass', 'fail', 'expected-fail', 'warn']);

export function conformanceChecks(facts: RequirementFacts): RequirementCheck[] {
  return (
    withoutReport(facts) ?? [
      ...(facts.evidence.tiedToImage ? [] : [unknown(untied(facts))]),
      coreCheck(facts.evidence.profiles.core),
    ]
  );
}

function coreCheck(core: RequirementFacts['evidence']['profiles']['core']): RequirementCheck {
  if (!core) return unknown('the report does not cover the core profile');
  const text = `core ${core.verdict}, covers ${core.covered} of ${core.total} capabilities`;
  return core.verdict === 'pass' ? met(text) : notMet(text);
}

function untied({ evidence: { subject } }: RequirementFacts): string {
  const what = {
    endpoint: 'a running endpoint',
    command: 'a local command',
    image: 'an image of another or no digest',
  };
  return `${subject ? what[subject] : 'something else'} was tested, not the image of the entry by its digest`;
}

export function errorChecks(facts: RequirementFacts): RequirementCheck[] {
  const missing = withoutReport(facts);
  if (missing) return missing;
  const tests = (facts.report?.tests ?? []).filter(({ id }) => errorTests.test(id));
  const ran = tests.filter(({ verdict }) => measured.has(verdict));
  const failing = ran.filter(({ verdict }) => verdict === 'fail' || verdict === 'expected-fail');
  // Advisory findings never decide; they are named.
  const advised = ran.filter(({ verdict }) => verdict === 'warn');
  const open = tests.filter(({ verdict, level }) => level !== 'advisory' && isOpen(verdict));
  if (ran.length === 0) return [unknown('no test of wrong requests and absent objects ran')];
  const passed = ran.length - failing.length - advised.length;
  const summary = `${passed} of ${ran.length} tests of wrong requests, absent objects and undeclared methods pass`;
  const warned = advised.length > 0 ? `; advisory: ${ids(advised)}` : '';
  return [
    failing.length > 0 ? notMet(`${summary}; failed: ${ids(failing)}`) : met(`${summary}${warned}`),
    ...(open.length > 0 ? [unknown(`not measured: ${ids(open)}`)] : []),
  ];
}

function isOpen(verdict: TestResult['verdict']): boolean {
  return verdict === 'could-not-run' || verdict === 'excluded' || verdict === 'error';
}

function ids(tests: readonly TestResult[]): string {
  const shown = tests.slice(0, 8).map(({ id }) => id);
  return [...shown, ...(tests.length > shown.length ? [`and ${tests.length - shown.length} more`] : [])].join(', ');
}

export function healthChecks(facts: RequirementFacts): RequirementCheck[] {
  return withoutReport(facts) ?? [grpcHealth(facts), metrics(facts)];
}

function grpcHealth({ report }: RequirementFacts): RequirementCheck {
  const test = report?.tests.find(({ id }) => id === 'health-serving');
  if (test?.verdict === 'pass') return met('grpc.health.v1 says SERVING');
  if (test === undefined || !measured.has(test.verdict)) return unknown('the health check was not tested');
  return notMet(`grpc.health.v1 does not say SERVING${test.reason === undefined ? '' : `: ${test.reason}`}`);
}

function metrics({ report }: RequirementFacts): RequirementCheck {
  const http = report?.operations?.http;
  if (!http) return unknown('/metrics was not asked for: the report knows no health port');
  const { status, samples } = http.metrics;
  if (status === 200 && samples > 0) return met(`/metrics answers with ${samples} samples`);
  if (status === null && report.subject.kind !== 'image')
    return unknown('nobody answered /metrics on $HEALTH_PORT, which the command may not take');
  if (status === null) return notMet('nobody answered /metrics on the health port');
  return notMet(`/metrics answers ${status}${status === 200 ? ' without a single sample' : ''}`);
}

/** A report that is not there, is about something else or contradicts itself proves nothing. */
function withoutReport({ evidence, report, reportMistakes }: RequirementFacts): RequirementCheck[] | undefined {
  const [mistake] = reportMistakes;
  if (mistake !== undefined) return [unknown(`the report cannot be believed: ${mistake}`)];
  if (evidence.status === 'none') return [unknown('no test result has been recorded')];
  if (evidence.status === 'stale' || !report)
    return [
      unknown(`the recorded result does not hold for this entry: ${evidence.reasons.map((r) => r.message).join('; ')}`),
    ];
  return undefined;
}
