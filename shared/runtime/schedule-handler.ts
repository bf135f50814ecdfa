import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { SweepReport } from '#shared/app/sweep/sweep.ts';
import { metrics } from './metrics.ts';
import { logger } from './telemetry.ts';

/** A sweep on a schedule: runs it, and says how it went in one line and in the metrics that its alarms watch; `gauges` are measured with it. */
export const sweepHandler = (
  run: () => Promise<SweepReport>,
  gauges: () => Readonly<Record<string, number>> = () => ({}),
) =>
  middy<unknown, SweepReport>()
    .use(injectLambdaContext(logger(), { clearState: true }))
    .use(logMetrics(metrics()))
    .handler(async () => {
      const report = await run();
      if (report.complete) metrics().addMetric('SweepCompleted', MetricUnit.Count, 1);
      metrics().addMetric('SweepDue', MetricUnit.Count, report.due);
      metrics().addMetric('SweepLagSeconds', MetricUnit.Seconds, report.lagSeconds);
      for (const [name, value] of Object.entries(gauges()))
        metrics().addMetric(name, MetricUnit.Count, value);
      logger().info('swept', { ...report });
      return report;
    });
