import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { describeError, logger } from './telemetry.ts';

/**
 * Turns "one message in, nothing out" into a handler of a queue of the contract. A message that throws is delivered again alone; one that
 * doesn't fit its schema fails like any other and ends in the dead letters. The work must bear repeats: it decides from the records.
 */
export const queueHandler = <Schema extends z.ZodType>(
  queue: { readonly message: Schema },
  work: (message: z.output<Schema>, delivery: { readonly messageId: string }) => Promise<void>,
) =>
  middy<SQSEvent, SQSBatchResponse, Error, Context>()
    .use(injectLambdaContext(logger(), { clearState: true }))
    .handler(async (event, context) => {
      const handleRecord = async (record: SQSRecord): Promise<void> => {
        try {
          await work(queue.message.parse(JSON.parse(record.body)), { messageId: record.messageId });
        } catch (error) {
          logger().error('message failed', {
            messageId: record.messageId,
            receiveCount: record.attributes.ApproximateReceiveCount,
            ...describeError(error),
          });
          // What was thrown may be anything, even nothing; the batch processor needs an error.
          throw error instanceof Error ? error : new Error('a message failed');
        }
      };
      return processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), {
        context,
        throwOnFullBatchFailure: false,
      });
    });
