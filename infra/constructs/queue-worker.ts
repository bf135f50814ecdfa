import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type QueueId, queues, visibilitySeconds } from '#shared/contracts/queues.ts';
import { acknowledge } from '../nag/acknowledge.ts';
import { encryptionOf, FailureQueue } from './failure-queue.ts';
import type { KefuFunction } from './kefu-function.ts';

export type KefuQueueProps = {
  readonly queueId: QueueId;
  readonly queueName: string;
  readonly key: IKey | undefined;
};

/** A queue of the contract's table with its dead letters, which keep a message longer than the queue does. */
export class KefuQueue extends Construct {
  readonly queueId: QueueId;
  readonly queue: Queue;
  readonly deadLetters: FailureQueue;

  constructor(scope: Construct, id: string, { queueId, queueName, key }: KefuQueueProps) {
    super(scope, id);
    this.queueId = queueId;
    this.deadLetters = new FailureQueue(this, 'DeadLetters', { queueName: `${queueName}-dlq`, key });
    this.queue = new Queue(this, 'Queue', {
      queueName,
      ...encryptionOf(key),
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(visibilitySeconds(queues[queueId])),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: queues[queueId].maxReceives },
    });
  }
}

/** Hands a queue's messages to its worker in batches of which single messages may fail. */
export const consume = (worker: KefuFunction, { queueId, queue }: KefuQueue): EventSourceMapping => {
  const { batchSize, maxConcurrency } = queues[queueId];
  const mapping = new EventSourceMapping(worker, 'Source', {
    target: worker.function,
    eventSourceArn: queue.queueArn,
    batchSize,
    maxConcurrency,
    reportBatchItemFailures: true,
  });
  acknowledge(
    mapping,
    'Serverless-LambdaEventSourceMappingDestination',
    'A queue has no failure destination; its redrive policy is one.',
    '2027-11-20',
  );
  return mapping;
};
