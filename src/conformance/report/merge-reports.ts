import type { UserError } from '../../foundation/errors.js';
import { profileNames } from '../../provider/profiles.js';
import { passesThoughListed } from '../run/known-failures.js';
import { badgeOf, profileResult } from '../run/profile-results.js';
import { redactReport } from './redact-report.js';
import { verdictsByUrgency } from './report-facts.js';
import type { ConformanceReport, TestResult } from './report-types.js';
import { inAnotherShard, inEveryShard, withoutShard } from './shard.js';
import { type NamedReport, names, refusal, type Shards, shardsOfOneRun, wholeParameters } from './shards-of-one-run.js';

/**
 * The report of the whole run from those of its shards, in any order: each test from the shard that had it (the
 * worst answer where each had it), profiles and
 * badge judged anew. Throws UserError where the files are not all the shards of one run, once each.
 */
export function mergeReports(files: readonly NamedReport[]): ConformanceReport {
  const parts = shardsOfOneRun(files.map(({ file, report }) => ({ file, report: redactReport(report) })));
  const first = parts[0].report;
  const reports = parts.map(({ report }) => report);
  const tests = first.tests.map(({ id }, index) => testOf(parts, { id, index }));
  const asked = profileNames.filter((name) => first.profiles[name]);
  const profiles = Object.fromEntries(asked.map((name) => [name, profileResult(name, tests)]));
  const ended = firstOf(reports.map((report) => report.ended));
  return {
    schemaVersion: 1,
    suite: first.suite,
    tool: first.tool,
    subject: first.subject,
    capabilities: reports.find(({ capabilities }) => capabilities !== null)?.capabilities ?? null,
    startedAt: earliestFirst(reports.map(({ startedAt }) => startedAt))[0] as string,
    finishedAt: earliestFirst(reports.map(({ finishedAt }) => finishedAt)).at(-1) as string,
    parameters: wholeParameters(first),
    profiles,
    badge: badgeOf(profiles),
    tests,
    untestable: first.untestable,
    leftovers: reports.flatMap(({ leftovers }) => leftovers),
    timing: {
      wallMs: Math.max(...reports.map(({ timing }) => timing.wallMs)),
      criticalPathMs: Math.max(...reports.map(({ timing }) => timing.criticalPathMs)),
      ...(reports.every(({ timing }) => timing.settleWaitMs !== undefined) && {
        settleWaitMs: Math.max(...reports.map(({ timing }) => timing.settleWaitMs as number)),
      }),
    },
    ...(first.operations && { operations: first.operations }),
    ...(ended && { ended }),
    ...outputOf(reports),
    reproduce: withoutShard(first.reproduce, first.shard),
  };
}

function outputOf(reports: readonly ConformanceReport[]): Pick<ConformanceReport, 'providerOutput'> {
  const outputs = new Set(reports.flatMap(({ providerOutput }) => providerOutput ?? []));
  return outputs.size > 0 ? { providerOutput: [...outputs].join('\n') } : {};
}

function testOf(parts: Shards, { id, index }: { id: string; index: number }): TestResult {
  const having = parts.flatMap(({ file, report }) => {
    const test = report.tests[index] as TestResult;
    return test.verdict === 'excluded' && test.reason === inAnotherShard ? [] : [{ file, test }];
  });
  const [first] = having;
  if (!first || (inEveryShard.has(id) && having.length < parts.length)) throw missing(id, parts);
  if (inEveryShard.has(id)) return worstOf(having.map(({ test }) => test));
  // A filter may take a test out of every shard; anything else that two shards say is measured twice.
  if (having.length > 1 && having.some(({ test }) => test.verdict !== 'excluded')) {
    throw refusal('SHARDS_OVERLAP', `${names(having)}: the test ${id} is in each of them`);
  }
  return first.test;
}

function missing(id: string, parts: Shards): UserError {
  const where = inEveryShard.has(id) ? 'is not in each of them' : 'is in none of them';
  return refusal('SHARDS_MISSING', `${names(parts)}: the test ${id} ${where}`);
}

/** A pass that the list of known failures did not expect is still a pass, so any failure beside it is what was expected. */
function worstOf(tests: readonly TestResult[]): TestResult {
  const urgency = ({ verdict, reason }: TestResult) =>
    verdictsByUrgency.indexOf(verdict === 'fail' && reason === passesThoughListed ? 'pass' : verdict);
  return tests.toSorted((a, b) => urgency(a) - urgency(b))[0] as TestResult;
}

/** The ending that decides the exit code of the whole. */
function firstOf(ended: readonly ConformanceReport['ended'][]): ConformanceReport['ended'] {
  return (['interrupted', 'terminated', 'provider-lost', 'timed-out'] as const).find((ending) =>
    ended.includes(ending),
  );
}

function earliestFirst(times: readonly string[]): string[] {
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b));
}
