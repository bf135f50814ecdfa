import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startChild } from './support/child.ts';
import { anSqs, sqsClient } from './support/sqs.ts';

describe('the SQS engine killed in the middle of its work', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kefu-sqs-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('keeps every message it acknowledged and none that it deleted', async () => {
    const [sent, deleted] = [new Set<string>(), new Set<string>()];
    const attempted = new Set<string>();
    for (let round = 0; round < 4; round += 1) {
      const child = await startChild('sqs-child.ts', dir);
      const client = sqsClient(child.url);
      const QueueUrl = `${child.url}/000000000000/work`;
      let running = true;
      const senders = Array.from({ length: 4 }, async (_, worker) => {
        for (let n = 0; running; n += 1) {
          const MessageBody = `${round}-${worker}-${n}`;
          const done = await client
            .send(new SendMessageCommand({ QueueUrl, MessageBody }))
            .catch(() => undefined);
          if (done !== undefined) sent.add(MessageBody);
        }
      });
      const receiver = (async () => {
        while (running) {
          const input = { QueueUrl, MaxNumberOfMessages: 3 };
          const { Messages = [] } = await client
            .send(new ReceiveMessageCommand(input))
            .catch(() => ({ Messages: [] }));
          for (const { Body = '', ReceiptHandle } of Messages) {
            attempted.add(Body);
            const done = await client
              .send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
              .catch(() => undefined);
            if (done !== undefined) deleted.add(Body);
          }
        }
      })();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await child.kill();
      running = false;
      await Promise.all([...senders, receiver]);
      client.destroy();
    }

    const after = await anSqs({ dir });
    after.clock.advance(60_000);
    const left = new Set<string>();
    while (true) {
      const messages = await after.engine.receive('work', { max: 10 });
      if (messages.length === 0) break;
      for (const message of messages) left.add(message.body);
    }
    await after.close();

    expect(sent.size).toBeGreaterThan(100);
    expect(deleted.size).toBeGreaterThan(10);
    expect([...sent].filter((body) => !left.has(body) && !attempted.has(body))).toEqual([]);
    expect([...deleted].filter((body) => left.has(body))).toEqual([]);
  });
});
