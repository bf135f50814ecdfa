import { erasedCustomer } from '#shared/domain/customers/erase.ts';
import type { Context, Store } from '../ports.ts';
import { ref } from '../records.ts';
import { erasureWrites } from './erase-customer.ts';

/**
 * Erases again whoever a restore has brought back, and deletes their data keys in any case: goes through all tombstones, which are never
 * restored over. Their cases follow in steps, as after any erasure. Answers how many it erased. Safe to repeat.
 */
export const applyTombstones = async (
  context: Context,
  { commit }: Pick<Store, 'commit'>,
): Promise<number> => {
  let erased = 0;
  for (const shard of context.lists.tombstoneShards) {
    let after: string | undefined;
    for (;;) {
      const stones = await context.lists.tombstones(shard, after);
      for (const { customerId } of stones) erased += (await eraseAgain(customerId, context, commit)) ? 1 : 0;
      after = stones.at(-1)?.customerId;
      if (after === undefined) break;
    }
  }
  return erased;
};

const eraseAgain = async (id: string, context: Context, commit: Store['commit']): Promise<boolean> => {
  const wanted = ref('customer', id);
  const before = (await context.reader.get([wanted])).one(wanted);
  if (before === undefined || before.status === 'erased' || before.status === 'merged') {
    // The data keys have a recovery of their own: whatever came back with them must not open.
    await commit([{ op: 'forget', customerId: id }]);
    return false;
  }
  await commit(await erasureWrites(before, erasedCustomer(before, context.now), context));
  return true;
};
