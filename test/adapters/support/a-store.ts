import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoEngine } from '#local/engines/dynamodb/engine.ts';
import type { CreateTableInput } from '#local/engines/dynamodb/types.ts';
import { dataKeyTableShape, type Shards, tableShape } from '#shared/adapters/dynamo/keys.ts';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { dynamoStore } from '#shared/adapters/dynamo/store.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { clientsFor } from '#test/local/engines/support/dynamo.ts';
import { aClock, serve } from '#test/local/engines/support/serve.ts';

const schemaOf = (partitionKey: string, sortKey: string): CreateTableInput['KeySchema'] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];

const indexes = Object.entries(tableShape.indexes);
const keyNames = [
  tableShape.partitionKey,
  tableShape.sortKey,
  ...indexes.flatMap(([, { partitionKey, sortKey }]) => [partitionKey, sortKey]),
];

/** The product's table as `tableShape` says it is. */
const productTable: CreateTableInput = {
  TableName: 'kefu',
  KeySchema: schemaOf(tableShape.partitionKey, tableShape.sortKey),
  AttributeDefinitions: keyNames.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: indexes.map(([IndexName, { partitionKey, sortKey, projection }]) => ({
    IndexName,
    KeySchema: schemaOf(partitionKey, sortKey),
    Projection:
      projection.length === 0
        ? { ProjectionType: 'KEYS_ONLY' }
        : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projection] },
  })),
};

const dataKeysTable: CreateTableInput = {
  TableName: 'kefu-data-keys',
  KeySchema: [{ AttributeName: dataKeyTableShape.partitionKey, KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: dataKeyTableShape.partitionKey, AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
};

export const ROOT = 'a root secret that is only for tests';

/** The store over tables of its own in the embedded engine, through the real SDK. */
export const aStore = async (shards: Shards) => {
  const engine = await createDynamoEngine({ now: aClock().now });
  await engine.ensureTable(productTable, tableShape.ttl);
  await engine.ensureTable(dataKeysTable);
  const served = await serve(engine);
  const { client, documents } = clientsFor(served.url);
  const anEnvironment = (root = ROOT): Table => ({
    documents,
    name: 'kefu',
    shards,
    vault: vaultOf(root, dataKeysTable.TableName),
  });
  const table = anEnvironment();
  return {
    store: dynamoStore(table, allLists(table)),
    table,
    setFaults: engine.setFaults,
    /** Puts an item past the store, into the table or another one. */
    putRaw: (item: Record<string, unknown>, name: string = table.name) =>
      documents.send(new PutCommand({ TableName: name, Item: item })),
    over: (other: Table) => dynamoStore(other, allLists(other)),
    /** Another execution environment over the same tables, with nothing in memory. */
    anEnvironment,
    another: (root?: string) => {
      const other = anEnvironment(root);
      return dynamoStore(other, allLists(other));
    },
    close: async (): Promise<void> => {
      client.destroy();
      await served.stop();
      await engine.close();
    },
  };
};
