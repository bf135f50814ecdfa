import type { Context } from '../ports.ts';

/**
 * How many people have been erased so far, strongly consistent; the records of it are kept for ever, so that two counts differ as soon as
 * anybody was erased between them. Erasures are few.
 */
export const countErasures = async ({ lists }: Pick<Context, 'lists'>): Promise<number> => {
  const ofShard = async (shard: string): Promise<number> => {
    let count = 0;
    let after: string | undefined;
    for (;;) {
      const stones = await lists.tombstones(shard, after);
      const last = stones.at(-1);
      if (last === undefined) return count;
      count += stones.length;
      after = last.customerId;
    }
  };
  return (await Promise.all(lists.tombstoneShards.map(ofShard))).reduce((sum, one) => sum + one, 0);
};
