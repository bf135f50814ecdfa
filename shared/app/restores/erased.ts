import type { Lists } from '../lists.ts';

/** Everybody who was ever erased, by id: few, and nothing of them may come back. */
export const everyErased = async (
  lists: Pick<Lists, 'tombstones' | 'tombstoneShards'>,
): Promise<ReadonlySet<string>> => {
  const erased = new Set<string>();
  for (const shard of lists.tombstoneShards) {
    let after: string | undefined;
    do {
      const stones = await lists.tombstones(shard, after);
      for (const { customerId } of stones) erased.add(customerId);
      after = stones.at(-1)?.customerId;
    } while (after !== undefined);
  }
  return erased;
};
