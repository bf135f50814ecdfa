import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemSize } from '#local/engines/dynamodb/item-size.ts';
import type { CallRecord } from '#local/engines/faults.ts';
import { aDesk, type Desk } from './support/dynamo.ts';

/** Sizes are worked out by hand from the rules of the service's documentation, "Item sizes and formats". */
describe('item sizes', () => {
  it.each([
    ['names and text in UTF-8', { a: { S: 'é' }, 客: { S: '🙂' } }, 1 + 2 + 3 + 4],
    ['zero', { n: { N: '0' } }, 1 + 1],
    ['a number of two digits', { n: { N: '27' } }, 1 + 2],
    ['a number of three digits', { n: { N: '127' } }, 1 + 3],
    ['a negative number', { n: { N: '-27' } }, 1 + 3],
    ['null and booleans', { a: { NULL: true }, b: { BOOL: false } }, 4],
    ['binary in bytes', { b: { B: 'AP8H' } }, 1 + 3],
    ['sets', { s: { SS: ['ab', 'c'] }, n: { NS: ['1', '22'] } }, 1 + 3 + 1 + 4],
    ['an empty list and map', { l: { L: [] }, m: { M: {} } }, 1 + 3 + 1 + 3],
    [
      'nested documents',
      { m: { M: { ab: { S: 'xyz' }, l: { L: [{ BOOL: true }] } } } },
      1 + 3 + 2 + 5 + 1 + 3 + 1 + 1,
    ],
  ])('counts %s', (_, item, bytes) => {
    expect(itemSize(item)).toBe(bytes);
  });
});

describe('consumed capacity of the DynamoDB engine', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await aDesk();
  });
  afterAll(() => desk.close());

  const TableName = 'desk';
  const ReturnConsumedCapacity = 'INDEXES' as const;
  let count = 0;
  /** An item of exactly this many bytes: pk, sk and b are names of 2 + 2 + 1 bytes, the key's values 4 + 1. */
  const anItem = (bytes: number, more: Record<string, unknown> = {}) => {
    count += 1;
    return { pk: `i${String(count).padStart(3, '0')}`, sk: 'A', b: 'x'.repeat(bytes - 10), ...more };
  };
  const put = async (Item: Record<string, unknown>) =>
    (await desk.documents.send(new PutCommand({ TableName, Item, ReturnConsumedCapacity }))).ConsumedCapacity;
  const keyOf = ({ pk, sk }: { pk: string; sk: string }) => ({ pk, sk });
  const get = async (item: { pk: string; sk: string }, ConsistentRead: boolean) =>
    (
      await desk.documents.send(
        new GetCommand({ TableName, Key: keyOf(item), ConsistentRead, ReturnConsumedCapacity }),
      )
    ).ConsumedCapacity?.CapacityUnits;

  it.each([
    [1024, 1],
    [1025, 2],
    [3000, 3],
  ])('charges a put of %d bytes %d units', async (bytes, units) => {
    expect(await put(anItem(bytes))).toEqual({
      TableName,
      CapacityUnits: units,
      Table: { CapacityUnits: units },
    });
  });

  it.each([
    [4096, 1],
    [4097, 2],
  ])(
    'charges a consistent read of %d bytes %d units, an eventually consistent one half',
    async (bytes, units) => {
      const item = anItem(bytes);
      await put(item);

      expect([await get(item, true), await get(item, false)]).toEqual([units, units / 2]);
    },
  );

  it('charges the read of a missing item as one of 4 KB', async () => {
    expect([await get(anItem(10), true), await get(anItem(10), false)]).toEqual([1, 0.5]);
  });

  it('charges a change by the larger of both sizes, a delete by what was there', async () => {
    const item = anItem(2500);
    await put(item);
    const smaller = await desk.documents.send(
      new UpdateCommand({
        TableName,
        Key: keyOf(item),
        UpdateExpression: 'REMOVE b',
        ReturnConsumedCapacity,
      }),
    );
    const gone = await desk.documents.send(
      new DeleteCommand({ TableName, Key: keyOf(item), ReturnConsumedCapacity }),
    );
    const again = await desk.documents.send(
      new DeleteCommand({ TableName, Key: keyOf(item), ReturnConsumedCapacity }),
    );

    expect([smaller, gone, again].map((one) => one.ConsumedCapacity?.CapacityUnits)).toEqual([3, 1, 1]);
  });

  it('charges each index for the change of what it stores', async () => {
    const item = { ...anItem(1500), g1pk: 'team', g1sk: '1', g2pk: 'due', g2sk: 1, card: 'y'.repeat(1100) };
    const indexUnits = async (Item: Record<string, unknown>) => {
      const capacity = await put(Item);
      const units = Object.entries(capacity?.GlobalSecondaryIndexes ?? {}).map(([name, one]) => [
        name,
        one.CapacityUnits,
      ]);
      return {
        total: capacity?.CapacityUnits,
        table: capacity?.Table?.CapacityUnits,
        ...Object.fromEntries(units),
      };
    };

    // 2,640 bytes in all, of which the card's index stores 1,100 and the keys.
    expect(await indexUnits(item)).toEqual({ total: 9, table: 3, all: 3, card: 2, keys: 1 });
    // The same again: the indexes have nothing to do.
    expect(await indexUnits(item)).toEqual({ total: 3, table: 3 });
    // An attribute only the index of everything stores.
    expect(await indexUnits({ ...item, b: 'z'.repeat(1490) })).toEqual({ total: 6, table: 3, all: 3 });
    // A moved index key: the old row goes, a new one comes.
    expect(await indexUnits({ ...item, b: 'z'.repeat(1490), g2sk: 2 })).toEqual({
      total: 10,
      table: 3,
      all: 3,
      card: 4,
    });
    // An item that leaves two of its indexes.
    const { g2pk, ...left } = { ...item, b: 'z'.repeat(1490), g2sk: 2 };
    expect([g2pk, await indexUnits(left)]).toEqual(['due', { total: 9, table: 3, all: 3, card: 2, keys: 1 }]);
  });

  it('charges a query by the sum of its items, rounded up once', async () => {
    for (let n = 0; n < 10; n += 1)
      await put({ pk: 'query', sk: `${n}`, b: 'x'.repeat(990), g1pk: 'indexed', g1sk: `${n}` });
    const query = async (more: object, values: Record<string, unknown>, condition = 'pk = :p') =>
      (
        await desk.documents.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: condition,
            ExpressionAttributeValues: values,
            ReturnConsumedCapacity,
            ...more,
          }),
        )
      ).ConsumedCapacity;

    // 10 × 1,022 bytes = 2.5 blocks of 4 KB.
    expect((await query({ ConsistentRead: true }, { ':p': 'query' }))?.CapacityUnits).toBe(3);
    expect((await query({}, { ':p': 'query' }))?.CapacityUnits).toBe(1.5);
    expect((await query({ Limit: 4 }, { ':p': 'query' }))?.CapacityUnits).toBe(0.5);
    expect((await query({ FilterExpression: 'attribute_exists(x)' }, { ':p': 'query' }))?.CapacityUnits).toBe(
      1.5,
    );
    expect((await query({}, { ':p': 'nothing' }))?.CapacityUnits).toBe(0.5);
    expect(await query({ IndexName: 'all' }, { ':p': 'indexed' }, 'g1pk = :p')).toEqual({
      TableName,
      CapacityUnits: 1.5,
      Table: { CapacityUnits: 0 },
      GlobalSecondaryIndexes: { all: { CapacityUnits: 1.5 } },
    });
  });

  it('charges a transaction twice for the table and once for its indexes', async () => {
    const [read, written] = [anItem(3000), anItem(1500)];
    await put(read);
    const { ConsumedCapacity } = await desk.documents.send(
      new TransactWriteCommand({
        ReturnConsumedCapacity,
        TransactItems: [
          { Put: { TableName, Item: { ...written, g1pk: 'team', g1sk: '9' } } },
          { ConditionCheck: { TableName, Key: keyOf(read), ConditionExpression: 'attribute_exists(pk)' } },
        ],
      }),
    );

    expect(ConsumedCapacity).toEqual([
      {
        TableName,
        CapacityUnits: 12,
        WriteCapacityUnits: 12,
        Table: { CapacityUnits: 10, WriteCapacityUnits: 10 },
        GlobalSecondaryIndexes: { all: { CapacityUnits: 2, WriteCapacityUnits: 2 } },
      },
    ]);
  });

  it('charges transactional reads twice, missing items too, and a repeated transaction as reads', async () => {
    const item = anItem(5000);
    const write = () =>
      desk.documents.send(
        new TransactWriteCommand({
          ReturnConsumedCapacity: 'TOTAL',
          ClientRequestToken: 'capacity',
          TransactItems: [{ Put: { TableName, Item: item } }],
        }),
      );
    const first = await write();
    const repeated = await write();
    const { ConsumedCapacity } = await desk.documents.send(
      new TransactGetCommand({
        ReturnConsumedCapacity: 'TOTAL',
        TransactItems: [item, anItem(10)].map((one) => ({ Get: { TableName, Key: keyOf(one) } })),
      }),
    );

    expect(first.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 10, WriteCapacityUnits: 10 }]);
    expect(repeated.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4, ReadCapacityUnits: 4 }]);
    expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 6, ReadCapacityUnits: 6 }]);
  });

  it('charges batches item by item', async () => {
    const items = [anItem(1024), anItem(1025), anItem(5000)];
    const written = await desk.documents.send(
      new BatchWriteCommand({
        ReturnConsumedCapacity: 'TOTAL',
        RequestItems: { desk: items.map((Item) => ({ PutRequest: { Item } })) },
      }),
    );
    const read = await desk.documents.send(
      new BatchGetCommand({
        ReturnConsumedCapacity: 'TOTAL',
        RequestItems: { desk: { Keys: items.map(keyOf), ConsistentRead: true } },
      }),
    );

    expect(written.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 1 + 2 + 5 }]);
    expect(read.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 1 + 1 + 2 }]);
  });

  it('logs the units of every call, asked for or not, with who made it', async () => {
    const calls: CallRecord[] = [];
    desk.engine.onCall((call) => calls.push(call));
    const item = anItem(2048);
    await desk.documents.send(new PutCommand({ TableName, Item: item }));
    await desk.documents.send(new GetCommand({ TableName, Key: keyOf(item) }));
    desk.engine.onCall(undefined);

    expect(calls).toMatchObject([
      { operation: 'PutItem', accessKeyId: 'test', consumed: { read: 0, write: 2 }, status: 200 },
      { operation: 'GetItem', accessKeyId: 'test', consumed: { read: 0.5, write: 0 }, status: 200 },
    ]);
    expect(calls.every((call) => call.endMs >= call.startMs)).toBe(true);
  });
});
