import { SQSClient } from '@aws-sdk/client-sqs';
import { createSqsEngine } from '#local/engines/sqs/engine.ts';
import { aClock, credentials, serve } from './serve.ts';

export const sqsClient = (url: string) =>
  new SQSClient({ endpoint: url, region: 'eu-central-1', credentials, maxAttempts: 1 });

/** An engine with the queue `work`, whose dead letters go to `work-dead` after three receives. */
export const anSqs = async (options: { dir?: string } = {}) => {
  const clock = aClock();
  const engine = await createSqsEngine({ ...options, now: clock.now });
  const served = await serve(engine);
  engine.setBaseUrl(served.url);
  const dead = engine.ensureQueue({ name: 'work-dead', attributes: { MessageRetentionPeriod: '1209600' } });
  const work = engine.ensureQueue({
    name: 'work',
    attributes: { VisibilityTimeout: '60' },
    redrive: { deadLetterQueueName: 'work-dead', maxReceiveCount: 3 },
  });
  const client = sqsClient(served.url);
  return {
    engine,
    clock,
    client,
    work,
    dead,
    close: async () => {
      client.destroy();
      await served.stop();
      await engine.close();
    },
  };
};

export type Sqs = Awaited<ReturnType<typeof anSqs>>;
