import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aDesk, type Desk, deskTable } from './support/dynamo.ts';

const TableName = 'desk';
const DAY_MS = 24 * 60 * 60 * 1000;

describe('streams and expiry of the DynamoDB engine', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await aDesk();
  });
  afterEach(() => desk.close());

  const put = (pk: string, more: Record<string, unknown> = {}) =>
    desk.documents.send(new PutCommand({ TableName, Item: { pk, sk: 'A', ...more } }));
  const get = async (pk: string) =>
    (await desk.documents.send(new GetCommand({ TableName, Key: { pk, sk: 'A' } }))).Item;
  const seconds = (fromNowMs: number) => Math.floor((desk.clock.now() + fromNowMs) / 1000);

  it('records inserts, changes and removals in order with their images', async () => {
    const announced: string[] = [];
    desk.engine.onChange((table) => announced.push(table));
    await put('a', { n: 1 });
    desk.clock.advance(1000);
    await put('a', { n: 2 });
    await desk.documents.send(new DeleteCommand({ TableName, Key: { pk: 'a', sk: 'A' } }));

    const records = await desk.engine.readStream(TableName, undefined, 10);

    const image = (n: number) => ({ pk: { S: 'a' }, sk: { S: 'A' }, n: { N: String(n) } });
    expect(records).toMatchObject([
      {
        eventName: 'INSERT',
        keys: { pk: { S: 'a' }, sk: { S: 'A' } },
        newImage: image(1),
        expiredByTtl: false,
      },
      { eventName: 'MODIFY', newImage: image(2), oldImage: image(1) },
      { eventName: 'REMOVE', oldImage: image(2) },
    ]);
    expect(records[1]?.approximateCreationMs).toBe(desk.clock.now());
    // Keys: 2 + 1 + 2 + 1 bytes; an image 3 more for n.
    expect(records.map((record) => record.sizeBytes)).toEqual([15, 24, 15]);
    expect(records.at(-1)?.sequenceNumber).toBe(desk.engine.streamHead(TableName));
    expect(announced).toEqual([TableName, TableName, TableName]);
  });

  it('continues after a position, and leaves out what changed nothing', async () => {
    await put('a', { m: { x: 1, y: 2 } });
    await put('a', { m: { y: 2, x: 1 } });
    await put('b');
    const [first, second] = await desk.engine.readStream(TableName, undefined, 1);

    const rest = await desk.engine.readStream(TableName, first?.sequenceNumber, 10);

    expect(second).toBeUndefined();
    expect(rest.map((record) => record.keys['pk']?.S)).toEqual(['b']);
  });

  it('records a transaction whole, in the order of its actions', async () => {
    await desk.documents.send(
      new TransactWriteCommand({
        TransactItems: ['x', 'y', 'z'].map((pk) => ({ Put: { TableName, Item: { pk, sk: 'A' } } })),
      }),
    );

    const records = await desk.engine.readStream(TableName, undefined, 10);

    expect(records.map((record) => record.keys['pk']?.S)).toEqual(['x', 'y', 'z']);
  });

  it('keeps records for a day of the virtual clock and numbers on after that', async () => {
    await put('a');
    const head = desk.engine.streamHead(TableName) ?? '';
    desk.clock.advance(DAY_MS + 1);
    expect(await desk.engine.readStream(TableName, undefined, 10)).toEqual([]);
    await desk.engine.sweepExpired();
    await put('b');

    const records = await desk.engine.readStream(TableName, undefined, 10);

    expect(records.map((record) => record.keys['pk']?.S)).toEqual(['b']);
    expect((records[0]?.sequenceNumber ?? '') > head).toBe(true);
    expect(records[0]?.sequenceNumber).toHaveLength(head.length);
  });

  it('removes expired items only when swept, marks their records and takes them out of the indexes', async () => {
    await put('expired', { ttl: seconds(60_000), g1pk: 'due', g1sk: '1' });
    await put('later', { ttl: seconds(DAY_MS) });
    await put('milliseconds', { ttl: desk.clock.now() });
    await put('text', { ttl: 'soon' });
    await put('ancient', { ttl: seconds(-6 * 365 * DAY_MS) });
    desk.clock.advance(61_000);
    expect(await get('expired')).toBeDefined();

    expect(await desk.engine.sweepExpired()).toBe(1);

    expect(await get('expired')).toBeUndefined();
    for (const pk of ['later', 'milliseconds', 'text', 'ancient']) expect(await get(pk)).toBeDefined();
    const records = await desk.engine.readStream(TableName, undefined, 100);
    expect(records.at(-1)).toMatchObject({
      eventName: 'REMOVE',
      expiredByTtl: true,
      keys: { pk: { S: 'expired' } },
    });
    const { Count } = await desk.documents.send(
      new QueryCommand({
        TableName,
        IndexName: 'all',
        KeyConditionExpression: 'g1pk = :p',
        ExpressionAttributeValues: { ':p': 'due' },
      }),
    );
    expect(Count).toBe(0);
  });

  it('does not remove an item whose expiry was put off', async () => {
    await put('revived', { ttl: seconds(1000) });
    await put('revived', { ttl: seconds(DAY_MS) });
    desk.clock.advance(60_000);
    expect(await desk.engine.sweepExpired()).toBe(0);
    desk.clock.advance(DAY_MS);

    expect(await desk.engine.sweepExpired()).toBe(1);
  });

  it('switches expiry on for items that are there already', async () => {
    await desk.engine.ensureTable({ ...deskTable, TableName: 'plain' });
    const setting = (Enabled: boolean) =>
      desk.client.send(
        new UpdateTimeToLiveCommand({
          TableName: 'plain',
          TimeToLiveSpecification: { Enabled, AttributeName: 'until' },
        }),
      );
    await desk.documents.send(
      new PutCommand({ TableName: 'plain', Item: { pk: 'a', sk: 'A', until: seconds(-1000) } }),
    );
    expect(await desk.engine.sweepExpired()).toBe(0);
    await setting(true);
    await expect(setting(true)).rejects.toMatchObject({ name: 'ValidationException' });

    const { TimeToLiveDescription } = await desk.client.send(
      new DescribeTimeToLiveCommand({ TableName: 'plain' }),
    );

    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'until' });
    expect(await desk.engine.sweepExpired()).toBe(1);
  });
});

describe('tables of the DynamoDB engine', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kefu-dynamodb-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('keeps items, stream, tokens and expiry over a restart', async () => {
    const before = await aDesk({ dir });
    const write = (desk: Desk) =>
      desk.documents.send(
        new TransactWriteCommand({
          ClientRequestToken: 'once',
          TransactItems: [
            {
              Update: {
                TableName,
                Key: { pk: 'a', sk: 'A' },
                UpdateExpression: 'ADD n :one SET #t = :past',
                ExpressionAttributeNames: { '#t': 'ttl' },
                ExpressionAttributeValues: { ':one': 1, ':past': 1_772_000_000 },
              },
            },
          ],
        }),
      );
    await write(before);
    const head = before.engine.streamHead(TableName);
    await before.close();

    const after = await aDesk({ dir });
    await write(after);
    const { Item } = await after.documents.send(new GetCommand({ TableName, Key: { pk: 'a', sk: 'A' } }));

    expect(Item).toMatchObject({ n: 1 });
    expect(after.engine.streamHead(TableName)).toBe(head);
    expect(await after.engine.readStream(TableName, undefined, 10)).toHaveLength(1);
    expect(await after.engine.sweepExpired()).toBe(1);
    await after.close();
  });

  it('numbers on after a restart when all records are forgotten', async () => {
    const before = await aDesk({ dir });
    const put = (desk: Desk, pk: string) =>
      desk.documents.send(new PutCommand({ TableName, Item: { pk, sk: 'A' } }));
    await put(before, 'a');
    const head = before.engine.streamHead(TableName) ?? '';
    before.clock.advance(DAY_MS + 1);
    await before.engine.sweepExpired();
    await before.close();
    const after = await aDesk({ dir });

    expect(after.engine.streamHead(TableName)).toBe(head);
    await put(after, 'b');
    const records = await after.engine.readStream(TableName, head, 10);
    await after.close();

    expect(records.map((record) => record.keys['pk']?.S)).toEqual(['b']);
  });

  it('refuses to open a table whose shape changed, and says in what', async () => {
    const desk = await aDesk({ dir });
    const [first, ...others] = deskTable.GlobalSecondaryIndexes ?? [];

    await expect(desk.engine.ensureTable({ ...deskTable, GlobalSecondaryIndexes: others })).rejects.toThrow(
      `index ${first?.IndexName}, which is no longer wanted; the local engine cannot change that in place: reset the local state (--fresh)`,
    );
    await expect(
      desk.engine.ensureTable({
        ...deskTable,
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      }),
    ).rejects.toThrow('its stream view (NEW_AND_OLD_IMAGES is stored, NEW_IMAGE is wanted)');
    await expect(desk.engine.ensureTable(deskTable, 'ttl')).resolves.toBeUndefined();
    await desk.close();
  });

  it('refuses a description it cannot follow', async () => {
    const desk = await aDesk({ dir });
    const [index] = deskTable.GlobalSecondaryIndexes ?? [];
    if (index === undefined) throw new Error('An index is needed');
    const include = { ...index, Projection: { ProjectionType: 'INCLUDE' } };

    await expect(
      desk.engine.ensureTable({ ...deskTable, TableName: 'other', GlobalSecondaryIndexes: [include] }),
    ).rejects.toThrow('NonKeyAttributes is not specified');
    await expect(
      desk.engine.ensureTable({ ...deskTable, TableName: 'other', LocalSecondaryIndexes: [index] }),
    ).rejects.toThrow('no local secondary indexes');
    await desk.close();
  });

  it('describes, lists and deletes tables; a new one of the name begins empty', async () => {
    const desk = await aDesk({ dir });
    await desk.documents.send(
      new PutCommand({ TableName, Item: { pk: 'a', sk: 'A', g1pk: 'x', g1sk: 'y' } }),
    );
    const { Table } = await desk.client.send(new DescribeTableCommand({ TableName }));
    const { TableNames } = await desk.client.send(new ListTablesCommand({}));

    await desk.client.send(new DeleteTableCommand({ TableName }));
    await expect(desk.client.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await desk.engine.ensureTable(deskTable, 'ttl');
    const { Table: anew } = await desk.client.send(new DescribeTableCommand({ TableName }));

    expect(TableNames).toEqual([TableName]);
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', ItemCount: 1, TableSizeBytes: 16 });
    expect(Table?.GlobalSecondaryIndexes?.map(({ ItemCount }) => ItemCount)).toEqual([1, 0, 0]);
    expect(anew).toMatchObject({ ItemCount: 0 });
    expect(await desk.engine.readStream(TableName, undefined, 10)).toEqual([]);
    await desk.close();
  });
});
