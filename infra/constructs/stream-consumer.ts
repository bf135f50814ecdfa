import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { KefuFunction } from './kefu-function.ts';

/** The stream keeps a day; giving up after a quarter of it leaves time to mend the cause and read again. */
const MAX_AGE = Duration.hours(6);
const RETRIES = 10;
const BATCH_SIZE = 100;

/**
 * Hands the facts that were added to the table to a function, in order for each ticket. A batch that fails is split until the record that
 * spoils it stands alone; that one ends in the failure queue (as a pointer into the stream), the rest goes on.
 */
export const consumeEvents = (
  consumer: KefuFunction,
  streamArn: string,
  failures: IQueue,
): EventSourceMapping =>
  new EventSourceMapping(consumer, 'Source', {
    target: consumer.function,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: BATCH_SIZE,
    maxBatchingWindow: Duration.seconds(1),
    parallelizationFactor: 1,
    bisectBatchOnError: true,
    retryAttempts: RETRIES,
    maxRecordAge: MAX_AGE,
    reportBatchItemFailures: true,
    // The right to send there is in the access table; the ready-made destination would grant it a second time.
    onFailure: { bind: () => ({ destination: failures.queueArn }) },
    filters: [
      FilterCriteria.filter({
        eventName: FilterRule.isEqual('INSERT'),
        dynamodb: { NewImage: { t: { S: FilterRule.isEqual('event') } } },
      }),
    ],
  });
