import type { Shard } from './report-types.js';

/** Why a test of another shard is `excluded`. */
export const inAnotherShard = 'in another shard';

/** The command of the whole run, from that of one of its shards. */
export function withoutShard(command: string, { index, total }: Shard): string {
  return command.replace(new RegExp(` --shard[= ]${index}/${total}(?=\\s|$)`), '');
}
