import { BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { itemKindOf } from '#shared/adapters/dynamo/items/index.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { itemOf } from '#shared/adapters/dynamo/write.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import { nameTokens, type Token } from '#shared/domain/customers/search-name.ts';
import { inLanes } from './lanes.ts';

/** DynamoDB takes so many items in one batch. */
const BATCH = 25;

/** The entries of phones and e-mails of a customer whom the product has written: their digests are the product's own. */
export const contactTokensOf = async (table: Table, customerId: string): Promise<readonly Token[]> => {
  const { Items = [] } = await table.documents.send(
    new ScanCommand({
      TableName: table.name,
      FilterExpression: 'begins_with(pk, :kind) AND contains(sk, :id)',
      ExpressionAttributeValues: marshall({ ':kind': 'SR#c:', ':id': customerId }),
    }),
  );
  return Items.map((item) => {
    const { pk, sk } = unmarshall(item);
    return { key: String(pk).slice('SR#'.length), rest: String(sk).split('#')[0] ?? '' };
  });
};

/** Every item of a customer as the product would write them, with these entries for phones and e-mails. */
const itemsOf = (table: Table, customer: Customer, contact: readonly Token[]): Record<string, unknown>[] => {
  const [head, entry] = [itemKindOf('customer'), itemKindOf('searchToken')];
  return [
    itemOf(head, customer, table),
    ...(head.follow?.(customer, undefined, table.shards).put ?? []),
    ...[...nameTokens(customer.name), ...contact].map((token) =>
      itemOf(entry, { ...token, customerId: customer.id }, table),
    ),
  ];
};

export type Copy = { readonly customer: Customer; readonly contact: readonly Token[] };

/** Writes customers past the API. */
export const loadCustomers = async (table: Table, copies: readonly Copy[]): Promise<void> => {
  const items = copies.flatMap(({ customer, contact }) => itemsOf(table, customer, contact));
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, n) =>
    items.slice(n * BATCH, (n + 1) * BATCH),
  );
  await inLanes(4, batches, async (batch) => {
    const requests = batch.map((item) => ({
      PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
    }));
    const { UnprocessedItems = {} } = await table.documents.send(
      new BatchWriteItemCommand({ RequestItems: { [table.name]: requests } }),
    );
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('the table left items unprocessed');
  });
};
