import type { Lists, PageAsk, Slice } from '#shared/app/lists.ts';
import { sliceOf } from '#shared/app/paging.ts';
import type { Consent } from '#shared/domain/customers/consent.ts';
import { itemKindOf } from '../items/index.ts';
import { tombstoneItem } from '../items/privacy.ts';
import { AUDIT_SHARDS, everyShard, keys, padded } from '../keys.ts';
import { queryFirst } from '../read.ts';
import { readable } from '../schema-version.ts';
import type { Table } from '../table.ts';

/** So many words are read of one record at most: nobody changes their mind more often. */
const MOST_CONSENTS = 500;
const PAGE = 100;

/** Consents of persons, and who was erased. */
export const privacyLists = (table: Table): Pick<Lists, 'consents' | 'tombstones' | 'tombstoneShards'> => ({
  consents: (customerIds, page) => consentsOf(table, customerIds, page),
  tombstoneShards: everyShard(AUDIT_SHARDS),
  async tombstones(shard, after) {
    const items = await queryFirst(table, PAGE, {
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: { ':pk': keys.tombstoneShard(shard), ':after': after ?? '-' },
      ConsistentRead: true,
    });
    return items.map(tombstoneItem.fromItem);
  },
});

const ofRecord = async (table: Table, customerId: string): Promise<readonly Consent[]> => {
  const { pk } = keys.consent(customerId, 1);
  const items = await queryFirst(
    table,
    MOST_CONSENTS,
    {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': 'CN#' },
      ScanIndexForward: false,
      ConsistentRead: true,
    },
    customerId,
  );
  return readable(itemKindOf('consent'), items);
};

/** Newest first: by instant, and by number where several were given in one. */
const sortOf = ({ at, n }: Consent): string =>
  `${padded(Number.MAX_SAFE_INTEGER - at, 16)}.${padded(999_999 - n, 6)}`;

const consentsOf = async (
  table: Table,
  customerIds: readonly string[],
  page: PageAsk,
): Promise<Slice<Consent>> => {
  const records = await Promise.all(customerIds.map((id) => ofRecord(table, id)));
  const all = records.flat().map((consent) => ({ ...consent, id: consent.customerId }));
  const { items, next } = sliceOf(all, sortOf, page);
  return { items: items.map(({ id: _, ...consent }) => consent), next };
};
