import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type * as z from 'zod';
import { logger } from './telemetry.ts';

/** Turns "one request in, one answer out" into a handler that is invoked by name. Throws when the request doesn't fit its schema. */
export const directHandler = <Schema extends z.ZodType, Result>(
  request: Schema,
  work: (request: z.output<Schema>) => Promise<Result>,
) =>
  middy<unknown, Result>()
    .use(injectLambdaContext(logger(), { clearState: true }))
    .handler(async (event) => work(request.parse(event)));
