import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  BatchWriteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandOutput,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '#local/engines/faults.ts';
import {
  conflicting,
  delayed,
  duplicated,
  failing,
  lostBefore,
  replyLost,
  throttled,
} from '../../faults/modes.ts';
import { emptyPages, shortPages, unprocessed } from '../../faults/partial.ts';
import { nth, seeded, together, whenever } from '../../faults/plan.ts';
import { aDesk, type Desk } from './support/dynamo.ts';
import { anSqs, type Sqs } from './support/sqs.ts';

const TableName = 'desk';
let desk: Desk;
let sqs: Sqs;
beforeAll(async () => {
  [desk, sqs] = [await aDesk(), await anSqs()];
});
afterEach(() => {
  desk.engine.setFaults(undefined);
  sqs.engine.setFaults(undefined);
});
afterAll(() => Promise.all([desk.close(), sqs.close()]));

const put = (pk: string, sk = 'A') => desk.documents.send(new PutCommand({ TableName, Item: { pk, sk } }));
const get = async (pk: string) =>
  (await desk.documents.send(new GetCommand({ TableName, Key: { pk, sk: 'A' } }))).Item;
const add = (pk: string) =>
  desk.documents.send(
    new UpdateCommand({
      ...{ TableName, Key: { pk, sk: 'A' }, UpdateExpression: 'ADD n :one' },
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
const writes = ({ operation }: Call): boolean => operation !== 'GetItem';

describe('a mode of faults', () => {
  it('delays a call, which takes effect all the same', async () => {
    desk.engine.setFaults(whenever(writes, delayed(30)));
    const began = performance.now();
    await put('delayed');

    expect(performance.now() - began).toBeGreaterThanOrEqual(29);
    expect(await get('delayed')).toBeDefined();
  });

  it('loses a call before it takes effect, or its reply after that', async () => {
    desk.engine.setFaults(whenever(writes, lostBefore));
    await expect(put('before')).rejects.toMatchObject({ code: 'ECONNRESET' });
    desk.engine.setFaults(whenever(writes, replyLost));
    await expect(put('after')).rejects.toMatchObject({ code: 'ECONNRESET' });

    expect([await get('before'), await get('after')]).toEqual([undefined, { pk: 'after', sk: 'A' }]);
  });

  it('applies a call twice, of which a condition or a token notices the second', async () => {
    desk.engine.setFaults(whenever(writes, duplicated));
    await add('twice');
    const once = {
      TableName,
      Item: { pk: 'once', sk: 'A' },
      ConditionExpression: 'attribute_not_exists(pk)',
    };
    await expect(desk.documents.send(new PutCommand(once))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    await desk.documents.send(
      new TransactWriteCommand({ TransactItems: [{ Put: { ...once, Item: { pk: 'token', sk: 'A' } } }] }),
    );

    expect(await get('twice')).toMatchObject({ n: 2 });
    expect(await get('once')).toBeDefined();
    expect(await get('token')).toBeDefined();
  });

  it('refuses by an error, by too much to do, or by a conflict, and nothing takes effect', async () => {
    desk.engine.setFaults(whenever(writes, failing('InternalServerError', 500)));
    await expect(put('refused')).rejects.toMatchObject({ name: 'InternalServerError' });
    desk.engine.setFaults(whenever(writes, throttled));
    await expect(put('refused')).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    desk.engine.setFaults(whenever(writes, conflicting));
    const parts = ['refused', 'too'].map((pk) => ({ Put: { TableName, Item: { pk, sk: 'A' } } }));
    await expect(
      desk.documents.send(new TransactWriteCommand({ TransactItems: parts })),
    ).rejects.toMatchObject({ CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }] });

    expect(await get('refused')).toBeUndefined();
  });

  it('leaves the last parts of a batch undone and names them, and always does the first', async () => {
    const keys = Array.from({ length: 9 }, (_, n) => ({ pk: 'batch', sk: `${n}` }));
    const ask = (Keys: object[]) =>
      desk.documents.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } }));
    const bring = (Items: object[]) =>
      desk.documents.send(
        new BatchWriteCommand({
          RequestItems: { [TableName]: Items.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
    desk.engine.setFaults(whenever(() => true, unprocessed(4)));
    const written = await bring(keys);
    desk.engine.setFaults(undefined);
    await bring(keys.slice(5));
    desk.engine.setFaults(whenever(() => true, unprocessed(25)));
    const read = await ask(keys);
    const single = await ask(keys.slice(0, 1));

    expect(written.UnprocessedItems?.[TableName]).toHaveLength(4);
    expect(read.Responses?.[TableName]).toHaveLength(1);
    expect(read.UnprocessedKeys?.[TableName]?.Keys).toHaveLength(8);
    expect([single.Responses?.[TableName]?.length, Object.keys(single.UnprocessedKeys ?? {})]).toEqual([
      1,
      [],
    ]);
  });

  it('has a queue refuse some of several messages', async () => {
    sqs.engine.setFaults(whenever(() => true, unprocessed(2)));
    const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: Id }));
    const answer = await sqs.client.send(new SendMessageBatchCommand({ QueueUrl: sqs.work.url, Entries }));

    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['a']);
    expect(answer.Failed?.map(({ Id }) => Id)).toEqual(['b', 'c']);
    expect(await sqs.engine.receive('work', { max: 10 })).toHaveLength(1);
  });

  it('has the bus refuse some of several events, in their places', () => {
    const body = { Entries: ['a', 'b', 'c'].map((Source) => ({ Source })) };
    const fault = unprocessed(1)({ service: 'events', operation: 'PutEvents', accessKeyId: 'k', body });
    if (fault?.kind !== 'rewrite') throw new Error('the call is not rewritten');

    expect(fault.body(body)).toEqual({ Entries: [{ Source: 'a' }, { Source: 'b' }] });
    expect(
      fault.answer?.({ FailedEntryCount: 0, Entries: [{ EventId: '1' }, { EventId: '2' }] }),
    ).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: '1' }, { EventId: '2' }, { ErrorCode: 'ThrottlingException' }],
    });
  });

  it('cuts pages short, or sends an empty one before each, and whoever follows the cursors sees everything once', async () => {
    const all = Array.from({ length: 11 }, (_, n) => `${n}`.padStart(2, '0'));
    for (const sk of all) await put('pages', sk);
    const walk = async () => {
      const pages: QueryCommandOutput[] = [];
      do {
        const start = pages.at(-1)?.LastEvaluatedKey;
        const asked = {
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': 'pages' },
        };
        pages.push(
          await desk.documents.send(
            new QueryCommand({ ...asked, ...(start ? { ExclusiveStartKey: start } : {}) }),
          ),
        );
      } while (pages.at(-1)?.LastEvaluatedKey);
      return {
        sizes: pages.map(({ Items = [] }) => Items.length),
        seen: pages.flatMap(({ Items = [] }) => Items.map(({ sk }) => sk as string)),
      };
    };
    desk.engine.setFaults(whenever(() => true, shortPages(4)));
    const short = await walk();
    desk.engine.setFaults(whenever(() => true, emptyPages()));
    const empty = await walk();
    const both = emptyPages();
    desk.engine.setFaults((call) => {
      const fault = both(call);
      return fault?.kind === 'rewrite' && fault.answer === undefined
        ? shortened(fault.body(call.body))
        : fault;
    });
    const mixed = await walk();

    expect(short).toEqual({ sizes: [4, 4, 3], seen: all });
    expect(empty).toEqual({ sizes: [0, 11], seen: all });
    expect(mixed).toEqual({ sizes: [0, 4, 0, 4, 0, 3], seen: all });
  });
  const shortened = (body: unknown) =>
    ({ kind: 'rewrite', body: () => ({ ...(body as object), Limit: 4 }) }) as const;
});

describe('a plan of faults', () => {
  const call = (operation: string): Call => ({ service: 'dynamodb', operation, accessKeyId: 'k', body: {} });

  it('can mean one call by its number, and the first of several plans that has something to say', () => {
    const plan = together(
      nth(2, ({ operation }) => operation === 'Query', lostBefore),
      whenever(writes, replyLost),
    );
    const kinds = ['Query', 'GetItem', 'Query', 'Query'].map((operation) => plan(call(operation))?.kind);

    expect(kinds).toEqual(['dropAfter', undefined, 'dropBefore', 'dropAfter']);
  });

  it('repeats itself from its seed, and disturbs about as many calls as it is told', () => {
    const shares = [
      { percent: 20, match: writes, mode: replyLost },
      { percent: 10, match: () => true, mode: throttled },
    ];
    const run = (seed: number) => {
      const { plan, hits } = seeded(seed, shares);
      return { kinds: Array.from({ length: 2000 }, () => plan(call('PutItem'))?.kind), hits: [...hits] };
    };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { kinds, hits } = run(seed);
        expect(run(seed).kinds).toEqual(kinds);
        expect(hits[0]).toBeGreaterThan(300);
        expect(hits[0]).toBeLessThan(500);
        expect(kinds.filter((kind) => kind === 'error')).toHaveLength(hits[1] ?? -1);
      }),
      { numRuns: 20 },
    );
    expect(run(1).kinds).not.toEqual(run(2).kinds);
  });
});
