import type { Lists } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import { everyShard, indexes } from '../keys.ts';
import { foundOf, getItems, keyOf } from '../read.ts';
import type { Table } from '../table.ts';
import { pageByCreation } from './by-creation.ts';

/** Lists of customers. The index names the customers; what is shown of them is read from their heads. */
export const customerLists = (table: Table): Pick<Lists, 'customers'> => ({
  async customers({ status, createdAfter, createdBefore }, page) {
    const partitions = everyShard(table.shards.all).map((shard) => indexes.customers(status, shard));
    const { entries, next } = await pageByCreation(
      table,
      { index: 'gsi2', partitions, createdAfter, createdBefore },
      page,
    );
    const refs = entries.map(({ id }) => ref('customer', id));
    const found = foundOf(await getItems(table, refs.map(keyOf), false));
    const customers = refs.flatMap((each) => found.one(each) ?? []);
    // The index may still hold a customer who has changed their status a moment ago.
    return { items: customers.filter((customer) => customer.status === status), next };
  },
});
