import { GetQueueUrlCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localEngine } from '../engine.ts';
import { exitCodes, Failure } from '../failure.ts';
import { isLocal } from '../sign-in.ts';

const BATCH = 10;

/** Asks the worker that keeps customers' worth to count it again from their orders. Throws a `Failure` when the queue refuses. */
export const askForWorth = async (
  url: string,
  stage: string,
  customerIds: readonly string[],
  now: () => number,
): Promise<void> => {
  const { now: _, ...connection } = isLocal(url) ? await localEngine(url) : { now };
  const client = new SQSClient(connection);
  try {
    const { QueueUrl } = await client.send(
      new GetQueueUrlCommand({ QueueName: `kefu-${stage}-customer-work` }),
    );
    const timerAt = new Date(now()).toISOString();
    for (let at = 0; at < customerIds.length; at += BATCH) {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: customerIds.slice(at, at + BATCH).map((customerId, n) => ({
            Id: String(n),
            MessageBody: JSON.stringify({ type: 'review', customerId, timerAt, recount: true }),
          })),
        }),
      );
      if (Failed.length > 0)
        throw new Failure(exitCodes.refused, [`the queue refuses ${Failed.length} messages: run it again`], {
          code: 'queue',
        });
    }
  } finally {
    client.destroy();
  }
};
