import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteObjectsCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { publish } from '#shared/adapters/bus.ts';
import { outgoingQueue } from '#shared/adapters/queue.ts';
import { s3Objects } from '#shared/adapters/s3/objects.ts';

const queue = mockClient(SQSClient);
const bus = mockClient(EventBridgeClient);
const bucket = mockClient(S3Client);
// They replace what all clients do, other files' too.
afterAll(() => {
  for (const mock of [queue, bus, bucket]) mock.restore();
});
const messages = Array.from({ length: 25 }, (_, n) => ({ body: { n } }));
const events = Array.from({ length: 25 }, (_, n) => ({
  ...{ id: `e${n}`, type: 'ticket.created', timestamp: '2026-03-02T09:00:00.000Z', data: {} },
}));

beforeEach(() => {
  queue.reset();
  bus.reset();
  bucket.reset();
  vi.stubEnv('QUEUE_URL_TEST', 'https://sqs.example.com/test');
  vi.stubEnv('EVENT_BUS_NAME', 'kefu');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('A queue that refuses some messages of a batch', () => {
  /** Takes the first of each call, and refuses the others for so many calls. */
  const taking = (refusing: number): { bodies: string[]; calls: () => number } => {
    const bodies: string[] = [];
    let calls = 0;
    queue
      .on(SendMessageBatchCommand)
      .callsFake(({ Entries = [] }: { Entries?: { Id: string; MessageBody: string }[] }) => {
        calls++;
        const taken = calls <= refusing ? Entries.slice(0, 1) : Entries;
        bodies.push(...taken.map(({ MessageBody }) => MessageBody));
        return { Failed: Entries.slice(taken.length).map(({ Id }) => ({ Id, Code: 'InternalError' })) };
      });
    return { bodies, calls: () => calls };
  };

  it('is sent those again, and has each once in the end', async () => {
    const { bodies } = taking(2);
    await outgoingQueue('QUEUE_URL_TEST').send(messages);

    const sent = bodies.map((body) => (JSON.parse(body) as { n: number }).n);
    expect(sent.toSorted((a, b) => a - b)).toEqual(messages.map((_, n) => n));
  });

  it('is too busy after four times, so that whoever sends comes again', async () => {
    const { calls } = taking(30);

    await expect(outgoingQueue('QUEUE_URL_TEST').send(messages)).rejects.toThrow('refuses messages');
    expect(calls()).toBe(4);
  });
});

describe('A bus that does not take every event', () => {
  it('fails the batch, so that its source brings it again', async () => {
    bus.on(PutEventsCommand).resolvesOnce({ FailedEntryCount: 0 }).resolves({ FailedEntryCount: 1 });

    await expect(publish(events)).rejects.toThrow('did not take every event');
  });

  it('gets all of them, ten at a time', async () => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    await publish(events);

    const entries = bus.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);
    expect(entries.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(entries.flat().map(({ Detail = '' }) => JSON.parse(Detail) as unknown)).toEqual(events);
  });
});

describe('A bucket that keeps some of what is to be removed', () => {
  it('says so, and it is not taken for gone', async () => {
    bucket.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'b', Code: 'InternalError' }] });

    await expect(
      s3Objects('files', () => new S3Client({ region: 'eu-central-1' })).remove(['a', 'b']),
    ).rejects.toThrow('not removed');
  });
});
