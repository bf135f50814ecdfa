import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { describeError, logger } from './telemetry.ts';

/** A run on a schedule without metrics of its own: says how it went in one line; what it throws fails the run, and rings. */
export const runHandler = <Report extends Readonly<Record<string, unknown>>>(run: () => Promise<Report>) =>
  middy<unknown, Report>()
    .use(injectLambdaContext(logger(), { clearState: true }))
    .handler(async () => {
      try {
        const report = await run();
        const line: Readonly<Record<string, unknown>> = report;
        logger().info('run', { ...line });
        return report;
      } catch (error) {
        logger().error('run failed', describeError(error));
        throw error;
      }
    });
