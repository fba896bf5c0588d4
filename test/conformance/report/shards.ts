import type { ConformanceReport } from '../../../src/conformance/report/report-types.js';
import { inAnotherShard, inEveryShard } from '../../../src/conformance/report/shard.js';
import type { NamedReport } from '../../../src/conformance/report/shards-of-one-run.js';
import { badgeOf, profileResult } from '../../../src/conformance/run/profile-results.js';
import { profileNames } from '../../../src/provider/profiles.js';

/** The reports that shards of that run write: tests dealt out in turn, the last shard the slowest. */
export function shardsOf(whole: ConformanceReport, total: number): NamedReport[] {
  return Array.from({ length: total }, (_none, index) => ({
    file: `shard-${index + 1}.json`,
    report: shardOf(whole, { index: index + 1, total }),
  }));
}

function shardOf(whole: ConformanceReport, shard: { index: number; total: number }): ConformanceReport {
  const { index, total } = shard;
  const isLast = index === total;
  const tests = whole.tests.map((test, place) => {
    if (place % total === index - 1 || inEveryShard.has(test.id)) return { ...test };
    const { exchange: _exchange, ...rest } = test;
    return { ...rest, verdict: 'excluded' as const, reason: inAnotherShard, durationMs: 0 };
  });
  const profiles = Object.fromEntries(
    profileNames.filter((name) => whole.profiles[name]).map((name) => [name, profileResult(name, tests)]),
  );
  return {
    ...whole,
    startedAt: index === 1 ? whole.startedAt : whole.finishedAt,
    finishedAt: isLast ? whole.finishedAt : whole.startedAt,
    parameters: { ...whole.parameters, shard: `${index}/${total}` },
    profiles,
    badge: badgeOf(profiles),
    tests,
    leftovers: whole.leftovers.filter((_leftover, place) => place % total === index - 1),
    timing: isLast ? whole.timing : { wallMs: 1, criticalPathMs: 1 },
    shard,
    reproduce: `${whole.reproduce} --shard ${index}/${total}`,
  };
}
