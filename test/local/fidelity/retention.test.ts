import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { anSqs } from '../engines/support/sqs.ts';

const HOUR_MS = 60 * 60 * 1000;

describe('A message that spent 3.9 days in its queue', () => {
  it('is in the dead letters 9 days later, and gone 14 days after it was first sent', async () => {
    const sqs = await anSqs();
    const countOf = (name: string) => sqs.engine.stats().find((queue) => queue.name === name)?.visible;
    const receive = () => sqs.client.send(new ReceiveMessageCommand({ QueueUrl: sqs.work.url }));
    await sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.work.url, MessageBody: 'stuck' }));
    sqs.clock.advance(3.9 * 24 * HOUR_MS);
    for (let tries = 0; tries < 3; tries += 1) {
      expect((await receive()).Messages).toHaveLength(1);
      sqs.clock.advance(60_000);
    }
    expect((await receive()).Messages ?? []).toEqual([]);
    expect(countOf('work-dead')).toBe(1);

    sqs.clock.advance(9 * 24 * HOUR_MS);
    expect(countOf('work-dead')).toBe(1);
    sqs.clock.advance(1.1 * 24 * HOUR_MS);

    expect(countOf('work-dead')).toBe(0);
    await sqs.close();
  });

  it('would be gone after 4 days had nobody received it', async () => {
    const sqs = await anSqs();
    await sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.work.url, MessageBody: 'unseen' }));
    sqs.clock.advance(4 * 24 * HOUR_MS);

    expect(await sqs.client.send(new ReceiveMessageCommand({ QueueUrl: sqs.work.url }))).not.toHaveProperty(
      'Messages',
    );
    await sqs.close();
  });
});
