import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { CHANGE_FAMILIES, CHANGE_TYPES } from '#shared/adapters/dynamo/keys.ts';
import type { StreamId } from '../functions.ts';
import type { KefuFunction } from './kefu-function.ts';

/** The stream keeps a day; giving up after a quarter of it leaves time to mend the cause and read again. */
const MAX_AGE = Duration.hours(6);
/** A spoilt record fails at once each time, so this many tries are over soon. Tries while a service is away take seconds each: what is well outlives them. */
const RETRIES = 100;
const BATCH_SIZE = 100;

export type StreamFilters = readonly Record<string, unknown>[];

/** Timeline events that were added. */
const events = FilterCriteria.filter({
  eventName: FilterRule.isEqual('INSERT'),
  dynamodb: { NewImage: { t: { S: FilterRule.isEqual('event') } } },
});
/** Records that were added, changed or taken away; the image of what is gone is not there any more, its key is. */
const records = [
  FilterCriteria.filter({
    eventName: FilterRule.or('INSERT', 'MODIFY'),
    dynamodb: { NewImage: { t: { S: FilterRule.or(...CHANGE_TYPES) } } },
  }),
  FilterCriteria.filter({
    eventName: FilterRule.isEqual('REMOVE'),
    dynamodb: { Keys: { pk: { S: CHANGE_FAMILIES.map((family) => ({ prefix: family })) } } },
  }),
];

/** What each consumer gets to see: it is invoked for nothing else, and only that is paid for. */
export const streamFilters: Readonly<Record<StreamId, StreamFilters>> = {
  aggregates: [events],
  'publish-changes': [events, ...records],
};

/**
 * Hands changes of the table to a function, in order for each ticket. A batch that fails is split until the record that
 * spoils it stands alone; that one ends in the failure queue (as a pointer into the stream), the rest goes on.
 */
export const consumeEvents = (
  consumer: KefuFunction,
  streamArn: string,
  failures: IQueue,
  filters: StreamFilters,
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
    filters: [...filters],
  });
