import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDesk, type Desk } from '../engines/support/dynamo.ts';

const TableName = 'desk';
const many = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

let desk: Desk;
beforeAll(async () => {
  desk = await aDesk();
});
afterAll(() => desk.close());

const put = (Item: Record<string, unknown>) => desk.documents.send(new PutCommand({ TableName, Item }));

/** Lists in each other, so many that the innermost one is level `levels`. */
const nested = (levels: number): unknown[] => (levels === 1 ? ['x'] : [nested(levels - 1)]);

/** A condition that holds, of so many bytes. */
const condition = (bytes: number): string => {
  const start = 'attribute_not_exists(absent)';
  return start + ' '.repeat(bytes - start.length);
};

describe('A limit of DynamoDB', () => {
  // Names pk, sk and t: 5 bytes; values "item" and "A": 5 bytes.
  it.each<[string, number, (n: number) => Promise<unknown>]>([
    ['400 KB an item', 400 * 1024, (n) => put({ pk: 'item', sk: 'A', t: 'x'.repeat(n - 10) })],
    ['2,048 bytes a partition key', 2048, (n) => put({ pk: 'p'.repeat(n), sk: 'A' })],
    ['1,024 bytes a sort key', 1024, (n) => put({ pk: 'sort', sk: 's'.repeat(n) })],
    [
      '1,024 bytes a sort key of an index',
      1024,
      (n) => put({ pk: 'i', sk: 'A', g1pk: 'g', g1sk: 's'.repeat(n) }),
    ],
    ['32 levels of nesting', 32, (n) => put({ pk: 'deep', sk: 'A', list: nested(n) })],
    [
      '4 KB an expression',
      4096,
      (n) =>
        desk.documents.send(
          new PutCommand({ TableName, Item: { pk: 'said', sk: 'A' }, ConditionExpression: condition(n) }),
        ),
    ],
    [
      '38 digits a number',
      38,
      (n) =>
        desk.client.send(
          new PutItemCommand({
            TableName,
            Item: { pk: { S: 'number' }, sk: { S: 'A' }, n: { N: '9'.repeat(n) } },
          }),
        ),
    ],
    [
      '100 actions a transaction',
      100,
      (n) =>
        desk.documents.send(
          new TransactWriteCommand({
            TransactItems: many(n, (i) => ({ Put: { TableName, Item: { pk: `t${i}`, sk: 'A' } } })),
          }),
        ),
    ],
    [
      '25 writes a batch',
      25,
      (n) =>
        desk.documents.send(
          new BatchWriteCommand({
            RequestItems: {
              [TableName]: many(n, (i) => ({ PutRequest: { Item: { pk: `b${i}`, sk: 'A' } } })),
            },
          }),
        ),
    ],
    [
      '100 keys a batch',
      100,
      (n) =>
        desk.documents.send(
          new BatchGetCommand({
            RequestItems: { [TableName]: { Keys: many(n, (i) => ({ pk: `b${i}`, sk: 'A' })) } },
          }),
        ),
    ],
  ])('of %s takes one less and just as many, and refuses one more', async (_name, limit, send) => {
    await expect(send(limit - 1)).resolves.toBeDefined();
    await expect(send(limit)).resolves.toBeDefined();
    await expect(send(limit + 1)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('An item whose time to live is over', () => {
  const HOUR_MS = 60 * 60 * 1000;

  it.each([0, 1, 48, 72])('lies there and is read for %i hours more where it is told to', async (hours) => {
    const Key = { pk: `late${hours}`, sk: 'A' };
    const read = async () => (await desk.documents.send(new GetCommand({ TableName, Key }))).Item;
    await put({ ...Key, ttl: Math.floor(desk.clock.now() / 1000) + 60 });
    desk.engine.setExpiryDelay(hours * HOUR_MS);
    desk.clock.advance(59_000 + hours * HOUR_MS);
    await desk.engine.sweepExpired();
    expect(await read()).toBeDefined();

    desk.clock.advance(1000);
    await desk.engine.sweepExpired();

    expect(await read()).toBeUndefined();
  });

  it('is not cleaned up when it gave milliseconds for seconds, nor when it is over for more than five years', async () => {
    desk.engine.setExpiryDelay(0);
    await put({ pk: 'milliseconds', sk: 'A', ttl: desk.clock.now() - 1000 });
    await put({ pk: 'ancient', sk: 'A', ttl: Math.floor(desk.clock.now() / 1000) - 6 * 365 * 24 * 3600 });

    expect(await desk.engine.sweepExpired()).toBe(0);
  });
});
