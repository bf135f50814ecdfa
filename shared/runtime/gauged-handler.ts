import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { metrics } from './metrics.ts';
import { runHandler } from './run-handler.ts';

/** As `runHandler`, with one figure that an alarm watches; it is told whether or not the run fails afterwards. */
export const gaugedHandler = <Report extends Readonly<Record<string, unknown>>>(
  name: string,
  run: (gauge: (value: number) => void) => Promise<Report>,
) => {
  const handler = runHandler(() => run((value) => metrics().addMetric(name, MetricUnit.Count, value)));
  return middy<unknown, Report>().use(logMetrics(metrics())).handler(handler);
};
