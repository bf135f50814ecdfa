import { BatchGetCommand, DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aDesk, type Desk } from '../engines/support/dynamo.ts';

const TableName = 'desk';
let desk: Desk;
beforeAll(async () => {
  desk = await aDesk();
});
afterEach(() => desk.engine.setReadLag(0));
afterAll(() => desk.close());

const put = (pk: string, n: number) =>
  desk.documents.send(new PutCommand({ TableName, Item: { pk, sk: 'A', n } }));
const get = async (pk: string, ConsistentRead?: boolean) =>
  (await desk.documents.send(new GetCommand({ TableName, Key: { pk, sk: 'A' }, ConsistentRead }))).Item?.[
    'n'
  ];

describe('A read that does not ask for consistency', () => {
  it('sees what was there before the last changes, until its lag is over; one that asks sees them at once', async () => {
    await put('a', 1);
    desk.engine.setReadLag(1000);
    await put('a', 2);
    desk.clock.advance(500);
    await put('a', 3);
    expect([await get('a'), await get('a', true)]).toEqual([1, 3]);

    desk.clock.advance(500);
    expect(await get('a')).toBe(2);
    desk.clock.advance(500);

    expect(await get('a')).toBe(3);
  });

  it('misses what was just made, and finds what was just removed, in batches too', async () => {
    await put('gone', 1);
    desk.engine.setReadLag(1000);
    await desk.documents.send(new DeleteCommand({ TableName, Key: { pk: 'gone', sk: 'A' } }));
    await put('new', 1);
    const read = async (ConsistentRead: boolean) => {
      const Keys = ['gone', 'new'].map((pk) => ({ pk, sk: 'A' }));
      const { Responses } = await desk.documents.send(
        new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead } } }),
      );
      return Responses?.[TableName]?.map((item) => item['pk']);
    };

    expect([await read(false), await read(true)]).toEqual([['gone'], ['new']]);
  });

  it('decides no condition: those hold for what is there now', async () => {
    await put('guarded', 1);
    desk.engine.setReadLag(1000);
    await put('guarded', 2);
    const onlyOver = (n: number) =>
      desk.documents.send(
        new PutCommand({
          ...{ TableName, Item: { pk: 'guarded', sk: 'A', n: 9 }, ConditionExpression: 'n = :n' },
          ExpressionAttributeValues: { ':n': n },
        }),
      );

    await expect(onlyOver(1)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await expect(onlyOver(2)).resolves.toBeDefined();
  });
});
