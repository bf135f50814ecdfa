import type { Lists, PageAsk, Slice } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { type CustomerQuery, fitsCustomerQuery } from '#shared/domain/customers/list.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { searchTokenItem, spendOf } from '../items/customers.ts';
import { keys } from '../keys.ts';
import { foundOf, getItems, keyOf, queryPage } from '../read.ts';
import type { Table } from '../table.ts';
import { notesOf } from './customer-notes.ts';
import { customerPlan } from './customer-plan.ts';
import { type Entry, mergedList, positionOfKey } from './tickets/merge.ts';

/** So many times a page reads heads at most, each time as many as it has room for; then it is shorter. */
const MOST_WAVES = 4;
/** Entries name a customer and nothing else: so many fit into the 4 KB that a read unit is worth. */
const ENTRIES_AT_ONCE = 16;

/** Lists of customers. Indexes and entries name the customers; what is shown of them is read from their heads. */
export const customerLists = (
  table: Table,
): Pick<Lists, 'customers' | 'customersById' | 'searchTokens' | 'customerNotes'> => ({
  customers: (query, page) => listed(table, query, page),
  customersById: (ids) => headsOf(table, ids),
  async searchTokens(key, beginning, { limit, after }) {
    const { pk } = keys.searchToken(key, '-', '-');
    const { items, last } = await queryPage(table, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :beginning)',
      ExpressionAttributeValues: { ':pk': pk, ':beginning': beginning },
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after.sort } }),
    });
    return {
      items: items.map(searchTokenItem.fromItem),
      next: last === undefined ? undefined : { sort: String(last['sk']), id: '' },
    };
  },
  customerNotes: (customerIds, page) => notesOf(table, customerIds, page),
});

const headsOf = async (table: Table, ids: readonly string[]): Promise<Map<string, Customer>> => {
  const refs = [...new Set(ids)].map((id) => ref('customer', id));
  if (refs.length === 0) return new Map();
  const found = foundOf(await getItems(table, refs.map(keyOf), false));
  return new Map(
    refs.flatMap((each) => {
      const customer = found.one(each);
      return customer ? [[customer.id, customer] as const] : [];
    }),
  );
};

/** Where the customer stands in the list now: an index may still hold, for a moment, where they stood. */
const placeOf = (customer: Customer, { sort }: CustomerQuery): string =>
  `${sort === '-spend' ? spendOf(customer) : iso(customer.createdAt)}#${customer.id}`;

const taken = async (next: () => Promise<Entry | undefined>, most: number): Promise<Entry[]> => {
  const entries: Entry[] = [];
  while (entries.length < most) {
    const entry = await next();
    if (entry === undefined) break;
    entries.push(entry);
  }
  return entries;
};

const listed = async (
  table: Table,
  query: CustomerQuery,
  { limit, after }: PageAsk,
): Promise<Slice<Customer>> => {
  const list = mergedList(table, customerPlan(query, table.shards), after, limit, ENTRIES_AT_ONCE);
  const items = new Map<string, Customer>();
  let last: string | undefined;
  for (let wave = 0; wave < MOST_WAVES && items.size < limit; wave++) {
    const entries = await taken(list.next, limit - items.size);
    if (entries.length === 0) break;
    const heads = await headsOf(
      table,
      entries.map(({ id }) => id),
    );
    for (const { id, key } of entries) {
      last = key;
      const customer = heads.get(id);
      if (customer && placeOf(customer, query) === key && fitsCustomerQuery(customer, query))
        items.set(id, customer);
    }
    if (list.spent()) break;
  }
  const next = last !== undefined && list.more() ? positionOfKey(last) : undefined;
  return { items: [...items.values()], next };
};
