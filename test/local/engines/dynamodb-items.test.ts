import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDesk, type Desk } from './support/dynamo.ts';

describe('items of the DynamoDB engine', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await aDesk();
  });
  afterAll(() => desk.close());

  const TableName = 'desk';
  const put = (Item: Record<string, unknown>) => desk.documents.send(new PutCommand({ TableName, Item }));
  const get = async (pk: string, sk = 'A') =>
    (await desk.documents.send(new GetCommand({ TableName, Key: { pk, sk } }))).Item;

  it('gives an item back as it was put, whatever its types', async () => {
    const item = {
      pk: 'types',
      sk: 'A',
      text: '客服 🙂',
      number: -12.5,
      bytes: new Uint8Array([0, 255, 7]),
      yes: true,
      nothing: null,
      names: new Set(['a', 'b']),
      numbers: new Set([1, 2]),
      list: [1, 'two', { three: [3] }],
      map: { empty: {}, list: [] },
    };

    await put(item);

    expect(await get('types')).toEqual(item);
  });

  it('answers nothing for a missing item', async () => {
    expect(await get('missing')).toBeUndefined();
  });

  it('refuses a put whose condition fails, with the item there is', async () => {
    await put({ pk: 'held', sk: 'A', ver: 3 });

    const refused = desk.documents.send(
      new PutCommand({
        TableName,
        Item: { pk: 'held', sk: 'A', ver: 9 },
        ConditionExpression: 'ver = :old',
        ExpressionAttributeValues: { ':old': 2 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

    await expect(refused).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { pk: { S: 'held' }, ver: { N: '3' } },
    });
    expect(await get('held')).toMatchObject({ ver: 3 });
  });

  it('updates in place: numbers, paths, lists, sets and removals', async () => {
    await put({
      pk: 'update',
      sk: 'A',
      n: 1,
      gone: 1,
      steps: ['a', 'b', 'c', 'd'],
      tags: new Set(['x', 'y']),
      m: {},
    });

    const { Attributes } = await desk.documents.send(
      new UpdateCommand({
        TableName,
        Key: { pk: 'update', sk: 'A' },
        UpdateExpression:
          'SET n = n + :one, m.deep = if_not_exists(absent, :text), steps[9] = :text REMOVE gone, steps[0], steps[2] ADD amount :one DELETE tags :x',
        ExpressionAttributeValues: { ':one': 1, ':text': 'new', ':x': new Set(['x']) },
        ReturnValues: 'ALL_NEW',
      }),
    );

    expect(Attributes).toEqual({
      pk: 'update',
      sk: 'A',
      n: 2,
      amount: 1,
      steps: ['b', 'd', 'new'],
      tags: new Set(['y']),
      m: { deep: 'new' },
    });
    expect(await get('update')).toEqual(Attributes);
  });

  it('makes an item by an update, and removes one by a delete that tells what was there', async () => {
    await desk.documents.send(
      new UpdateCommand({
        TableName,
        Key: { pk: 'made', sk: 'A' },
        UpdateExpression: 'SET a = :a',
        ExpressionAttributeValues: { ':a': 1 },
      }),
    );
    const { Attributes } = await desk.documents.send(
      new DeleteCommand({ TableName, Key: { pk: 'made', sk: 'A' }, ReturnValues: 'ALL_OLD' }),
    );

    expect(Attributes).toEqual({ pk: 'made', sk: 'A', a: 1 });
    expect(await get('made')).toBeUndefined();
  });

  it('compares documents in depth in a condition', async () => {
    await put({ pk: 'deep', sk: 'A', m: { a: [1, { b: 2 }] } });
    const change = (wanted: unknown) =>
      desk.documents.send(
        new UpdateCommand({
          TableName,
          Key: { pk: 'deep', sk: 'A' },
          UpdateExpression: 'SET touched = :wanted',
          ConditionExpression: 'm = :wanted',
          ExpressionAttributeValues: { ':wanted': wanted },
        }),
      );

    await expect(change({ a: [1, { b: 3 }] })).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    await expect(change({ a: [1, { b: 2 }] })).resolves.toBeDefined();
  });

  it('reads and writes batches', async () => {
    const Items = Array.from({ length: 25 }, (_, n) => ({ pk: `batch${n}`, sk: 'A', n }));
    await desk.documents.send(
      new BatchWriteCommand({ RequestItems: { desk: Items.map((Item) => ({ PutRequest: { Item } })) } }),
    );
    const Keys = [...Items, { pk: 'batch-none', sk: 'A' }].map(({ pk, sk }) => ({ pk, sk }));
    const { Responses, UnprocessedKeys } = await desk.documents.send(
      new BatchGetCommand({ RequestItems: { desk: { Keys } } }),
    );

    expect(Responses?.['desk']?.map((item) => item['n']).sort((a, b) => a - b)).toEqual(
      Items.map(({ n }) => n),
    );
    expect(UnprocessedKeys).toEqual({});
  });

  it.each([
    ['an empty key', { pk: '', sk: 'A' }],
    ['an empty index key', { pk: 'x', sk: 'A', g1pk: '' }],
    ['an index key of another type', { pk: 'x', sk: 'A', g2pk: 'a', g2sk: 'one' }],
    ['a partition key of 2,049 bytes', { pk: `${'é'.repeat(1024)}a`, sk: 'A' }],
    ['a sort key of 1,025 bytes', { pk: 'x', sk: `${'é'.repeat(512)}a` }],
    ['a number of 39 digits', { pk: 'x', sk: 'A', n: { wrapped: true } }],
  ])('refuses %s', async (what, Item) => {
    const { PutItemCommand } = await import('@aws-sdk/client-dynamodb');
    const refused = what.startsWith('a number')
      ? desk.client.send(
          new PutItemCommand({
            TableName,
            Item: { pk: { S: 'x' }, sk: { S: 'A' }, n: { N: '1'.repeat(39) } },
          }),
        )
      : put(Item);

    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('takes an item of exactly 400 KB, counted in UTF-8, and refuses one byte more', async () => {
    // Names pk, sk and text: 8 bytes; values "big" and "A": 4 bytes.
    const room = 400 * 1024 - 12;
    await put({ pk: 'big', sk: 'A', text: 'é'.repeat(room / 2) });

    await expect(put({ pk: 'big', sk: 'A', text: `${'é'.repeat(room / 2)}a` })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('refuses an operation it does not have', async () => {
    const { DescribeLimitsCommand } = await import('@aws-sdk/client-dynamodb');

    await expect(desk.client.send(new DescribeLimitsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  it('dates its answers with the virtual clock', async () => {
    desk.clock.advance(40 * 24 * 3600 * 1000);

    const { headers } = await fetch(desk.url, { method: 'POST', body: '{}' });

    expect(headers.get('date')).toBe(new Date(desk.clock.now()).toUTCString());
  });
});
