import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoEngine } from '#local/engines/dynamodb/engine.ts';
import { vaultOf } from '#shared/adapters/dynamo/vault/vault.ts';
import { newCustomerWrites } from '#shared/app/customers/change-customer.ts';
import { newCustomer } from '#shared/domain/customers/change.ts';
import { aStore, ROOT } from '#test/adapters/support/a-store.ts';
import { clientsFor } from '#test/local/engines/support/dynamo.ts';
import { aClock, serve } from '#test/local/engines/support/serve.ts';
import { fillTables, type TableItem } from '../../../bench/support/fill.ts';
import { itemsWritten } from '../../../bench/support/written.ts';

const table = {
  TableName: 'things',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: ['pk', 'sk', 'by'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  BillingMode: 'PAY_PER_REQUEST' as const,
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byName',
      KeySchema: [{ AttributeName: 'by', KeyType: 'HASH' as const }],
      Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['card'] },
    },
  ],
};

const bytes = new Uint8Array([0, 255, 7]);
const thing = (sk: string) => ({
  pk: 'A',
  sk,
  by: 'li',
  card: { n: 1, tags: ['x'] },
  sealed: bytes,
  left: undefined,
});

const portions = async function* (...items: readonly object[]): AsyncGenerator<readonly TableItem[]> {
  for (const item of items) yield [{ table: 'things', item }];
};

describe('a table that was filled while its engine stood still', () => {
  let dir = '';
  let close: () => Promise<void>;
  let documents: ReturnType<typeof clientsFor>['documents'];
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kefu-fill-'));
    const before = await createDynamoEngine({ dir, now: aClock().now });
    await before.ensureTable(table);
    await before.close();
    await fillTables(dir, portions(thing('1'), thing('2')));
    const engine = await createDynamoEngine({ dir, now: aClock().now });
    const served = await serve(engine);
    close = async () => {
      await served.stop();
      await engine.close();
    };
    documents = clientsFor(served.url).documents;
  });
  afterAll(async () => {
    await close();
    await rm(dir, { recursive: true, force: true });
  });

  it('has the items as if they had been put', async () => {
    await documents.send(new PutCommand({ TableName: 'things', Item: thing('3') }));
    const get = async (sk: string) =>
      (await documents.send(new GetCommand({ TableName: 'things', Key: { pk: 'A', sk } }))).Item;

    expect({ ...(await get('1')), sk: '3' }).toEqual(await get('3'));
  });

  it('has them in its index, with what that holds', async () => {
    const { Items } = await documents.send(
      new QueryCommand({
        TableName: 'things',
        IndexName: 'byName',
        KeyConditionExpression: '#by = :li',
        ExpressionAttributeNames: { '#by': 'by' },
        ExpressionAttributeValues: { ':li': 'li' },
      }),
    );

    expect(Items?.length).toBeGreaterThanOrEqual(2);
    for (const item of Items ?? [])
      expect(item).toEqual({ pk: 'A', sk: expect.any(String), by: 'li', card: { n: 1, tags: ['x'] } });
  });
});

describe('the items that the product would write', () => {
  it('are read by the store as the customer they hold, sealed as it seals', async () => {
    const { store, table: stored, close: closeStore } = await aStore({ team: 2, all: 2, timers: 2 });
    try {
      const customer = newCustomer(
        { name: '李雷', phones: ['+8613812345678'], emails: ['li@example.com'] },
        { id: 'cus_00000000000000000000000001', now: Date.UTC(2026, 0, 1) },
      );
      const digest = (purpose: string, value: string): string => `${purpose}:${value}`.padEnd(30, '-');
      const found = { one: () => undefined };
      const writes = newCustomerWrites(customer, found, { digest });
      const { documents: _, ...past } = stored;
      const items = await itemsWritten({ ...past, vault: vaultOf(ROOT, 'kefu-data-keys') }, writes);
      const head = items.find(({ item }) => (item as { t?: string }).t === 'customer')?.item;

      expect(items.map((one) => one.table)).toContain('kefu-data-keys');
      expect(JSON.stringify(head)).not.toMatch(/1381234|li@example/);

      for (const { table: TableName, item: Item } of items)
        await stored.documents.send(new PutCommand({ TableName, Item }));
      const wanted = { kind: 'customer', id: [customer.id] } as const;
      expect((await store.reader.get([wanted])).one(wanted)).toMatchObject({
        phones: customer.phones,
        emails: customer.emails,
      });
    } finally {
      await closeStore();
    }
  });
});
