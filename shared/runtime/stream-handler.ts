import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describeError, logger } from './telemetry.ts';

/** The image of a new item as plain values. */
export type NewItem = Readonly<Record<string, unknown>>;

/** Turns "new items in, nothing out" into a handler of the table's stream; `unmarshall` comes from the adapter that knows the wire form. */
export const streamHandler = (
  unmarshall: (image: Record<string, unknown>) => NewItem,
  work: (items: readonly NewItem[]) => Promise<void>,
) =>
  middy<DynamoDBStreamEvent, void>()
    .use(injectLambdaContext(logger(), { clearState: true }))
    .handler(async (event) => {
      const images = event.Records.flatMap(({ dynamodb }) =>
        dynamodb?.NewImage ? [unmarshall(dynamodb.NewImage)] : [],
      );
      try {
        await work(images);
      } catch (error) {
        logger().error('batch failed', { records: event.Records.length, ...describeError(error) });
        throw error instanceof Error ? error : new Error('a batch failed');
      }
    });
