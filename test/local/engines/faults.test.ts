import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { BatchWriteCommand, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call, CallRecord, Fault, Instrumented } from '#local/engines/faults.ts';
import { aDesk, type Desk } from './support/dynamo.ts';
import { anS3, type S3 } from './support/s3.ts';
import { anSqs, type Sqs } from './support/sqs.ts';

describe('faults of the engines', () => {
  let desk: Desk;
  let sqs: Sqs;
  let s3: S3;
  beforeEach(async () => {
    [desk, sqs, s3] = [await aDesk(), await anSqs(), await anS3()];
  });
  afterEach(() => Promise.all([desk.close(), sqs.close(), s3.close()]));

  const TableName = 'desk';
  const put = (pk: string) => desk.documents.send(new PutCommand({ TableName, Item: { pk, sk: 'A' } }));
  const get = async (pk: string) =>
    (await desk.documents.send(new GetCommand({ TableName, Key: { pk, sk: 'A' } }))).Item;
  /** Disturbs the next call of an operation only. */
  const once = (engine: Instrumented, operation: string, fault: Fault) => {
    const seen: Call[] = [];
    engine.setFaults((call) => {
      if (call.operation !== operation || seen.length > 0) return undefined;
      seen.push(call);
      return fault;
    });
    return seen;
  };

  it('does not apply a call that is dropped before, and tells who made it', async () => {
    const seen = once(desk.engine, 'PutItem', { kind: 'dropBefore' });

    await expect(put('a')).rejects.toMatchObject({ code: 'ECONNRESET' });

    expect(await get('a')).toBeUndefined();
    expect(seen).toMatchObject([
      { service: 'dynamodb', operation: 'PutItem', accessKeyId: 'test', body: { Item: { pk: { S: 'a' } } } },
    ]);
  });

  it('applies a call whose reply is lost', async () => {
    once(desk.engine, 'PutItem', { kind: 'dropAfter' });
    once(sqs.engine, 'SendMessage', { kind: 'dropAfter' });
    once(s3.engine, 'PutObject', { kind: 'dropAfter' });

    await expect(put('a')).rejects.toBeDefined();
    const message = { QueueUrl: sqs.work.url, MessageBody: 'x' };
    await expect(sqs.client.send(new SendMessageCommand(message))).rejects.toBeDefined();
    const object = { Bucket: 'files', Key: 'x', Body: 'x' };
    await expect(s3.client.send(new PutObjectCommand(object))).rejects.toBeDefined();

    expect(await get('a')).toBeDefined();
    expect(await sqs.engine.receive('work', { max: 10 })).toHaveLength(1);
    expect((await s3.client.send(new GetObjectCommand({ Bucket: 'files', Key: 'x' }))).ContentLength).toBe(1);
  });

  it("answers with an error of the service's own wording", async () => {
    once(desk.engine, 'PutItem', {
      kind: 'error',
      code: 'ProvisionedThroughputExceededException',
      status: 400,
    });
    once(sqs.engine, 'SendMessage', { kind: 'error', code: 'RequestThrottled', status: 403 });
    once(s3.engine, 'PutObject', { kind: 'error', code: 'SlowDown', status: 503 });

    await expect(put('a')).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await expect(
      sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.work.url, MessageBody: 'x' })),
    ).rejects.toMatchObject({ name: 'RequestThrottled' });
    await expect(
      s3.client.send(new PutObjectCommand({ Bucket: 'files', Key: 'x', Body: 'x' })),
    ).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
    expect(await get('a')).toBeUndefined();
  });

  it('cancels a transaction as a conflict would', async () => {
    once(desk.engine, 'TransactWriteItems', {
      kind: 'error',
      code: 'TransactionCanceledException',
      status: 400,
      more: {
        CancellationReasons: [
          { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
        ],
      },
    });

    await expect(
      desk.documents.send(
        new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { pk: 'a', sk: 'A' } } }] }),
      ),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'TransactionConflict' }],
    });
    expect(await get('a')).toBeUndefined();
  });

  it('runs a step right before or right after a call takes effect, then cuts the caller off', async () => {
    const states: unknown[] = [];
    const note = async () => {
      desk.engine.setFaults(undefined);
      states.push(await get('a'));
    };
    once(desk.engine, 'PutItem', { kind: 'before', run: note });
    await expect(put('a')).rejects.toMatchObject({ code: 'ECONNRESET' });
    once(desk.engine, 'PutItem', { kind: 'after', run: note });
    await expect(put('a')).rejects.toMatchObject({ code: 'ECONNRESET' });

    expect(states).toEqual([undefined, { pk: 'a', sk: 'A' }]);
  });

  it('lets the call go on when a step says so', async () => {
    once(desk.engine, 'PutItem', { kind: 'before', run: () => 'answer' });
    await put('a');
    once(desk.engine, 'PutItem', { kind: 'after', run: async () => 'answer' });
    await put('b');

    expect([await get('a'), await get('b')]).toEqual([
      { pk: 'a', sk: 'A' },
      { pk: 'b', sk: 'A' },
    ]);
  });

  it('leaves a part of a batch unprocessed', async () => {
    type Batch = { RequestItems: { desk: unknown[] } };
    let left: unknown[] = [];
    once(desk.engine, 'BatchWriteItem', {
      kind: 'rewrite',
      body: (request) => {
        const [first, ...others] = (request as Batch).RequestItems.desk;
        left = others;
        return { RequestItems: { desk: [first] } };
      },
      answer: (answer) => ({ ...(answer as object), UnprocessedItems: { desk: left } }),
    });
    const RequestItems = { desk: ['a', 'b', 'c'].map((pk) => ({ PutRequest: { Item: { pk, sk: 'A' } } })) };

    const { UnprocessedItems } = await desk.documents.send(new BatchWriteCommand({ RequestItems }));

    expect(UnprocessedItems?.['desk']?.map((request) => request.PutRequest?.Item?.['pk'])).toEqual([
      'b',
      'c',
    ]);
    expect([await get('a'), await get('b')]).toEqual([{ pk: 'a', sk: 'A' }, undefined]);
  });

  it('delivers a message twice by rewriting the batch that sends it', async () => {
    type Batch = { Entries: { Id: string }[] };
    once(sqs.engine, 'SendMessageBatch', {
      kind: 'rewrite',
      body: (request) => {
        const { Entries, ...others } = request as Batch;
        return {
          ...others,
          Entries: Entries.flatMap((entry) => [entry, { ...entry, Id: `${entry.Id}-again` }]),
        };
      },
    });
    const Entries = [{ Id: 'a', MessageBody: 'x' }];
    await sqs.client.send(new SendMessageBatchCommand({ QueueUrl: sqs.work.url, Entries }));

    expect(await sqs.engine.receive('work', { max: 10 })).toHaveLength(2);
  });

  it('answers late', async () => {
    once(desk.engine, 'PutItem', { kind: 'delay', ms: 50 });
    const records: CallRecord[] = [];
    desk.engine.onCall((record) => records.push(record));

    await put('a');

    expect((records[0]?.endMs ?? 0) - (records[0]?.startMs ?? 0)).toBeGreaterThanOrEqual(49);
  });

  it('logs what came of each call', async () => {
    const records: CallRecord[] = [];
    for (const engine of [desk.engine, sqs.engine, s3.engine])
      engine.onCall((record) => records.push(record));
    once(desk.engine, 'PutItem', { kind: 'dropAfter' });
    await put('a').catch(() => undefined);
    await sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.work.url, MessageBody: 'x' }));
    await s3.client.send(new GetObjectCommand({ Bucket: 'files', Key: 'none' })).catch(() => undefined);

    expect(records).toMatchObject([
      { service: 'dynamodb', operation: 'PutItem', status: 0, accessKeyId: 'test' },
      { service: 'sqs', operation: 'SendMessage', status: 200, accessKeyId: 'test' },
      { service: 's3', operation: 'GetObject', status: 404, accessKeyId: 'test' },
    ]);
  });
});
