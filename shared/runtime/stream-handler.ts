import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { describeError, logger } from './telemetry.ts';

/** Turns "changes of the table in, nothing out" into a handler of its stream; `read` comes from the adapter that knows the wire form. */
export const streamHandler = <Change>(
  read: (record: DynamoDBRecord) => Change,
  work: (changes: readonly Change[]) => Promise<void>,
) =>
  middy<DynamoDBStreamEvent, void>()
    .use(injectLambdaContext(logger(), { clearState: true }))
    .handler(async (event) => {
      try {
        await work(event.Records.map(read));
      } catch (error) {
        logger().error('batch failed', { records: event.Records.length, ...describeError(error) });
        throw error instanceof Error ? error : new Error('a batch failed');
      }
    });
