import { UserError } from '../../foundation/errors.js';
import type { ProfileResult, Shard } from './report-types.js';

/** Why a test of another shard is `excluded`. */
export const inAnotherShard = 'in another shard';

/** Tests of the run rather than of the provider: each shard needs their answer for itself, and merging takes the worst. */
export const inEveryShard: ReadonlySet<string> = new Set(['validate-ok', 'no-leftovers']);

const mostShards = 1_000;

/** Reads `I/N`. Throws UserError. */
export function parseShard(text: string): Shard {
  const [, index, total] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  const shard = { index: Number(index), total: Number(total) };
  if (shard.index >= 1 && shard.index <= shard.total && shard.total <= mostShards) return shard;
  throw new UserError({
    code: 'BAD_SHARD',
    message: `--shard ${text} is no part of a whole`,
    hint: `Write I/N, the I-th of N parts from 1 on: 1/3, 2/3, 3/3. N is at most ${mostShards}.`,
  });
}

/**
 * The ids of one shard: the heaviest test first, each to the shard that has the least so far. It depends on nothing but
 * the tests, so that shards that know nothing of one another agree.
 */
export function idsOfShard(tests: readonly Weighed[], { index, total }: Shard): Set<string> {
  const loads = Array.from({ length: total }, () => 0);
  const ids = new Set(inEveryShard);
  const heaviestFirst = tests.filter(({ id }) => !inEveryShard.has(id)).sort((a, b) => weightOf(b) - weightOf(a));
  for (const test of heaviestFirst) {
    const lightest = loads.indexOf(Math.min(...loads));
    loads[lightest] = (loads[lightest] as number) + weightOf(test);
    if (lightest === index - 1) ids.add(test.id);
  }
  return ids;
}

interface Weighed {
  id: string;
  weight?: number;
}

/** Even what creates nothing costs a call. */
const weightOf = ({ weight = 1 }: Weighed) => Math.max(1, weight);

/** What a part of the suite says of a profile: never that it passes, even where it had all of that profile's tests. */
export function resultOfShard(result: ProfileResult, { total }: Shard): ProfileResult {
  return total > 1 && result.verdict === 'pass' ? { ...result, verdict: 'partial' } : result;
}

/** The command of the whole run, from that of one of its shards. */
export function withoutShard(command: string, { index, total }: Shard): string {
  return command.replace(new RegExp(` --shard[= ]${index}/${total}(?=\\s|$)`), '');
}
