import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { idsIn } from '#shared/domain/kernel/ids.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import { describeError, logger } from './telemetry.ts';

/**
 * How a message came. `receivedAt`: when the queue first handed it out, by the queue's own clock. It has passed for certain, whatever the clock
 * of this worker reads, so that nothing which is due by it is done too early.
 */
export type Delivery = { readonly messageId: string; readonly receivedAt: Instant };

/**
 * Turns "one message in, nothing out" into a handler of a queue of the contract. A message that throws is delivered again alone; one that
 * doesn't fit its schema fails like any other and ends in the dead letters. The work must bear repeats: it decides from the records.
 */
export const queueHandler = <Schema extends z.ZodType>(
  queue: { readonly message: Schema },
  work: (message: z.output<Schema>, delivery: Delivery) => Promise<void>,
) =>
  middy<SQSEvent, SQSBatchResponse, Error, Context>()
    .use(injectLambdaContext(logger(), { clearState: true }))
    .handler(async (event, context) => {
      const handleRecord = async (record: SQSRecord): Promise<void> => {
        try {
          await work(queue.message.parse(JSON.parse(record.body)), {
            messageId: record.messageId,
            receivedAt: Number(record.attributes.ApproximateFirstReceiveTimestamp),
          });
          logger().info('message done', about(record));
        } catch (error) {
          logger().error('message failed', { ...about(record), ...describeError(error) });
          // What was thrown may be anything, even nothing; the batch processor needs an error.
          throw error instanceof Error ? error : new Error('a message failed');
        }
      };
      return processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {
        context,
        throwOnFullBatchFailure: false,
      });
    });

/** What a log says of a message: its own id, how often it came, and the records that it is about. */
const about = ({ messageId, attributes, body }: SQSRecord) => ({
  messageId,
  receiveCount: Number(attributes.ApproximateReceiveCount),
  entityIds: idsIn(body, 10),
});
