import type { Shard } from '../../conformance/report/report-types.js';

/** The names of one part: every total-th, so that the parts are of one size and together all of them. */
export function ofShard(names: readonly string[], shard: Shard | undefined): string[] {
  if (!shard) return [...names];
  return names.filter((_name, index) => index % shard.total === shard.index - 1);
}

/** What `strategy.matrix` of a workflow takes; empty where nothing is to be tested. */
export interface ReviewMatrix {
  include: { shard: string; providers: string }[];
}

/** One machine for each part; never more machines than providers. */
export function reviewMatrix(names: readonly string[], machines: number): ReviewMatrix {
  const total = Math.min(machines, names.length);
  return {
    include: Array.from({ length: total }, (_, at) => ({
      shard: `${at + 1}/${total}`,
      providers: ofShard(names, { index: at + 1, total }).join(' '),
    })),
  };
}
