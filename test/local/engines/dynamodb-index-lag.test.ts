import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aDesk, type Desk } from './support/dynamo.ts';

const TableName = 'desk';

describe('an index of the DynamoDB engine that lags', () => {
  let dir: string;
  let desk: Desk;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kefu-lag-'));
    desk = await aDesk({ dir });
  });
  afterEach(async () => {
    await desk.close();
    await rm(dir, { recursive: true, force: true });
  });

  const put = (pk: string, status: string) =>
    desk.documents.send(new PutCommand({ TableName, Item: { pk, sk: 'A', g1pk: status, g1sk: pk } }));
  const listed = async (status: string) =>
    (
      await desk.documents.send(
        new QueryCommand({
          TableName,
          IndexName: 'all',
          KeyConditionExpression: 'g1pk = :s',
          ExpressionAttributeValues: { ':s': status },
        }),
      )
    ).Items?.map((item) => item['pk']);

  it('shows changes only when its lag is over, while the table shows them at once', async () => {
    await put('a', 'open');
    desk.engine.setIndexLag(() => 60_000);
    await put('a', 'closed');
    await put('b', 'open');
    const { Item } = await desk.documents.send(new GetCommand({ TableName, Key: { pk: 'a', sk: 'A' } }));

    expect(Item).toMatchObject({ g1pk: 'closed' });
    expect([await listed('open'), await listed('closed')]).toEqual([['a'], []]);
    desk.clock.advance(59_999);
    expect(await listed('open')).toEqual(['a']);
    desk.clock.advance(1);
    expect([await listed('open'), await listed('closed')]).toEqual([['b'], ['a']]);
  });

  it('keeps the order of changes when its lag shrinks or ends', async () => {
    desk.engine.setIndexLag(() => 60_000);
    await put('a', 'open');
    desk.engine.setIndexLag(() => 0);
    await put('a', 'closed');
    expect(await listed('closed')).toEqual([]);
    desk.engine.setIndexLag(undefined);
    await put('a', 'archived');

    const all = await Promise.all(['open', 'closed', 'archived'].map(listed));

    expect(all).toEqual([[], [], ['a']]);
  });

  it('lags alone: other indexes keep up', async () => {
    desk.engine.setIndexLag((_table, index) => (index === 'card' ? 60_000 : 0));
    await put('a', 'open');

    expect(await listed('open')).toEqual(['a']);
  });

  it('catches up after a restart', async () => {
    desk.engine.setIndexLag(() => 60_000);
    await put('a', 'open');
    await put('b', 'open');
    await desk.documents.send(new DeleteCommand({ TableName, Key: { pk: 'b', sk: 'A' } }));
    await desk.close();
    desk = await aDesk({ dir });

    expect(await listed('open')).toEqual(['a']);
  });
});
