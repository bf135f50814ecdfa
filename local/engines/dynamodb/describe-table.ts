import { indexPrefix, itemPrefix, under } from './keys.ts';
import { decodeRow } from './rows.ts';
import type { Store } from './store.ts';
import type { IndexInput, Table } from './types.ts';

const arnOf = (name: string): string => `arn:aws:dynamodb:local:000000000000:table/${name}`;

/** A table as `DescribeTable` shows it. Counts are exact and taken now; the service's may be six hours old. */
export const describeTable = async (store: Store, table: Table): Promise<Record<string, unknown>> => {
  const { count, bytes } = await countRows(store, itemPrefix(table.TableName));
  const indexes = [];
  for (const index of table.GlobalSecondaryIndexes) indexes.push(await describeIndex(store, table, index));
  return {
    TableName: table.TableName,
    TableStatus: 'ACTIVE',
    TableArn: arnOf(table.TableName),
    TableId: table.id,
    CreationDateTime: table.createdMs / 1000,
    KeySchema: table.KeySchema,
    AttributeDefinitions: table.AttributeDefinitions,
    ProvisionedThroughput: { ...table.throughput, NumberOfDecreasesToday: 0 },
    ...(table.billingMode === 'PAY_PER_REQUEST' && {
      BillingModeSummary: { BillingMode: table.billingMode },
    }),
    ItemCount: count,
    TableSizeBytes: bytes,
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    ...(table.streamView !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamView },
      LatestStreamLabel: new Date(table.createdMs).toISOString(),
      LatestStreamArn: `${arnOf(table.TableName)}/stream/${new Date(table.createdMs).toISOString()}`,
    }),
  };
};

const describeIndex = async (store: Store, table: Table, index: IndexInput) => {
  const { count, bytes } = await countRows(store, indexPrefix(table.TableName, index.IndexName));
  return {
    ...index,
    IndexStatus: 'ACTIVE',
    IndexArn: `${arnOf(table.TableName)}/index/${index.IndexName}`,
    ProvisionedThroughput: { ...table.throughput, NumberOfDecreasesToday: 0 },
    ItemCount: count,
    IndexSizeBytes: bytes,
  };
};

const countRows = async (store: Store, prefix: string): Promise<{ count: number; bytes: number }> => {
  let [count, bytes] = [0, 0];
  for await (const [, value] of store.range(under(prefix), 1000)) {
    count += 1;
    bytes += decodeRow(value).size;
  }
  return { count, bytes };
};
