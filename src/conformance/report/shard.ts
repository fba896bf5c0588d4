/** Why a test of another shard is `excluded`. */
export const inAnotherShard = 'in another shard';

/** The command of the whole run, from that of one of its shards. */
export function withoutShard(command: string): string {
  return command.replace(/ --shard[= ]\d+\/\d+(?=\s|$)/g, '');
}
