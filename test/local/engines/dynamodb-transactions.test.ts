import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDesk, type Desk } from './support/dynamo.ts';

type Items = NonNullable<TransactWriteCommandInput['TransactItems']>;

describe.each(['memory', 'disk'])('transactions of the DynamoDB engine on %s', (place) => {
  let desk: Desk;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kefu-transactions-'));
    desk = await aDesk(place === 'disk' ? { dir } : {});
    await desk.engine.ensureTable({
      TableName: 'other',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
  });
  afterAll(async () => {
    await desk.close();
    await rm(dir, { recursive: true, force: true });
  });

  const TableName = 'desk';
  const put = (pk: string, more: Record<string, unknown> = {}) =>
    desk.documents.send(new PutCommand({ TableName, Item: { pk, sk: 'A', ...more } }));
  const get = async (pk: string) =>
    (await desk.documents.send(new GetCommand({ TableName, Key: { pk, sk: 'A' } }))).Item;
  const write = (TransactItems: Items, ClientRequestToken?: string) =>
    desk.documents.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
  const refusalOf = async (running: Promise<unknown>): Promise<TransactionCanceledException> => {
    const error = await running.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof TransactionCanceledException)) throw new Error(`Not cancelled: ${error}`);
    return error;
  };
  const addOne = (pk: string): Items[number] => ({
    Update: {
      TableName,
      Key: { pk, sk: 'A' },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': 1 },
    },
  });

  it('changes several tables and their indexes at once', async () => {
    await put('t1', { ver: 1 });
    await write([
      { Put: { TableName, Item: { pk: 't2', sk: 'A', g1pk: 'team', g1sk: '1' } } },
      { Put: { TableName: 'other', Item: { id: 'o1' } } },
      {
        ConditionCheck: {
          TableName,
          Key: { pk: 't1', sk: 'A' },
          ConditionExpression: 'ver = :v',
          ExpressionAttributeValues: { ':v': 1 },
        },
      },
    ]);

    const { Items: listed } = await desk.documents.send(
      new QueryCommand({
        TableName,
        IndexName: 'all',
        KeyConditionExpression: 'g1pk = :p',
        ExpressionAttributeValues: { ':p': 'team' },
      }),
    );
    const { Responses } = await desk.documents.send(
      new TransactGetCommand({
        TransactItems: [
          { Get: { TableName: 'other', Key: { id: 'o1' } } },
          { Get: { TableName, Key: { pk: 'none', sk: 'A' } } },
          { Get: { TableName, Key: { pk: 't1', sk: 'A' }, ProjectionExpression: 'ver' } },
        ],
      }),
    );

    expect(listed).toEqual([{ pk: 't2', sk: 'A', g1pk: 'team', g1sk: '1' }]);
    expect(Responses?.map((one) => one.Item)).toEqual([{ id: 'o1' }, undefined, { ver: 1 }]);
  });

  it('gives every reason in the order of the actions, with the items asked for, and applies nothing', async () => {
    await put('r1', { ver: 7 });
    const condition = {
      ConditionExpression: 'ver = :v',
      ExpressionAttributeValues: { ':v': 1 },
    };
    const error = await refusalOf(
      write([
        { Put: { TableName, Item: { pk: 'r-new', sk: 'A' } } },
        {
          Update: {
            TableName,
            Key: { pk: 'r1', sk: 'A' },
            UpdateExpression: 'SET ver = :v',
            ...condition,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        { Put: { TableName, Item: { pk: 'r-bad', sk: 'A', g1pk: '' } } },
        { Delete: { TableName, Key: { pk: 'r-none', sk: 'A' }, ...condition } },
      ]),
    );

    expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual([
      'None',
      'ConditionalCheckFailed',
      'ValidationError',
      'ConditionalCheckFailed',
    ]);
    expect(error.CancellationReasons?.[1]?.Item).toEqual({
      pk: { S: 'r1' },
      sk: { S: 'A' },
      ver: { N: '7' },
    });
    expect(error.CancellationReasons?.[3]?.Item).toBeUndefined();
    expect(await get('r-new')).toBeUndefined();
    expect(await get('r1')).toMatchObject({ ver: 7 });
  });

  it('applies a token once within ten minutes, and anew afterwards', async () => {
    await write([addOne('token')], 'token-1');
    await write([addOne('token')], 'token-1');
    expect(await get('token')).toMatchObject({ n: 1 });

    desk.clock.advance(10 * 60 * 1000 - 1);
    await write([addOne('token')], 'token-1');
    expect(await get('token')).toMatchObject({ n: 1 });

    desk.clock.advance(1);
    await write([addOne('token')], 'token-1');
    expect(await get('token')).toMatchObject({ n: 2 });
  });

  it('applies a token once when both requests come together', async () => {
    await Promise.all(Array.from({ length: 20 }, () => write([addOne('twins')], 'twins')));

    expect(await get('twins')).toMatchObject({ n: 1 });
  });

  it('refuses a token that comes back with another request', async () => {
    await write([addOne('mismatch')], 'token-2');

    await expect(write([addOne('mismatch'), addOne('more')], 'token-2')).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  it('does not remember the token of a cancelled transaction', async () => {
    const guarded = (): Items => [
      {
        Put: {
          TableName,
          Item: { pk: 'later', sk: 'B' },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        ConditionCheck: {
          TableName,
          Key: { pk: 'gate', sk: 'A' },
          ConditionExpression: 'attribute_exists(pk)',
        },
      },
    ];
    await refusalOf(write(guarded(), 'token-3'));
    await put('gate');

    await expect(write(guarded(), 'token-3')).resolves.toBeDefined();
  });

  it.each([
    ['no action', [] as Items],
    ['101 actions', Array.from({ length: 101 }, (_, n) => addOne(`many${n}`))],
    ['two actions on one item', [addOne('same'), addOne('same')]],
    [
      'an unknown attribute in a condition',
      [{ ...addOne('x'), Put: { TableName, Item: { pk: 'y', sk: 'A' } } }],
    ],
  ])('refuses %s', async (_, items) => {
    await expect(write(items)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses an unknown table', async () => {
    await expect(write([{ Put: { TableName: 'nowhere', Item: { id: 'x' } } }])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('takes 4 MB in all and refuses more', async () => {
    const puts = (count: number): Items =>
      Array.from({ length: count }, (_, n) => ({
        Put: { TableName, Item: { pk: `wide${n}`, sk: 'A', b: 'x'.repeat(400_000) } },
      }));
    await write(puts(10));

    await expect(write(puts(11))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('takes 100 actions', async () => {
    await write(Array.from({ length: 100 }, (_, n) => addOne(`hundred${n}`)));

    expect(await get('hundred99')).toMatchObject({ n: 1 });
  });

  it('keeps the sum of 500 concurrent transfers between accounts, among plain updates and reads', async () => {
    const accounts = Array.from({ length: 10 }, (_, n) => `account${n}`);
    await Promise.all(accounts.map((pk) => put(pk, { balance: 20, touched: 0 })));
    const transfer = (from: string, to: string, amount: number) => {
      const move = (pk: string, by: number): Items[number] => ({
        Update: {
          TableName,
          Key: { pk, sk: 'A' },
          UpdateExpression: 'ADD balance :by',
          ConditionExpression: 'balance >= :least',
          ExpressionAttributeValues: { ':by': by, ':least': Math.max(0, -by) },
        },
      });
      return write([move(from, -amount), move(to, amount)]).then(
        () => 'done',
        (error: Error) => error.name,
      );
    };
    const readAll = async () => {
      const { Responses = [] } = await desk.documents.send(
        new TransactGetCommand({
          TransactItems: accounts.map((pk) => ({ Get: { TableName, Key: { pk, sk: 'A' } } })),
        }),
      );
      return Responses.reduce((sum, { Item }) => sum + Number(Item?.['balance']), 0);
    };
    const account = (n: number) => accounts[n % 10] ?? '';

    const transfers = Array.from({ length: 500 }, (_, n) =>
      transfer(account(n), account(n * 7 + 3), (n % 13) + 1),
    );
    const touches = Array.from({ length: 100 }, (_, n) =>
      desk.documents.send(
        new UpdateCommand({
          TableName,
          Key: { pk: account(n), sk: 'A' },
          UpdateExpression: 'ADD touched :one',
          ExpressionAttributeValues: { ':one': 1 },
        }),
      ),
    );
    const sums = await Promise.all(Array.from({ length: 50 }, readAll));
    const outcomes = await Promise.all(transfers);
    await Promise.all(touches);

    expect(new Set(sums)).toEqual(new Set([200]));
    expect(await readAll()).toBe(200);
    // Transfers from an account to itself name one item twice.
    expect(new Set(outcomes)).toEqual(new Set(['done', 'TransactionCanceledException']));
    const touched = await Promise.all(accounts.map(get));
    expect(touched.reduce((sum, item) => sum + Number(item?.['touched']), 0)).toBe(100);
    expect(touched.every((item) => Number(item?.['balance']) >= 0)).toBe(true);
  });
});
