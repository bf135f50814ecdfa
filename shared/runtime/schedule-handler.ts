import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import * as z from 'zod';
import type { SweepReport } from '#shared/app/sweep/sweep.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import { metrics } from './metrics.ts';
import { logger } from './telemetry.ts';

const firingSchema = z.object({ at: z.iso.datetime() });

/** For which instant the scheduler fired; a run by hand names none. */
const plannedFor = (event: unknown): Instant => {
  const firing = firingSchema.safeParse(event);
  return firing.success ? Date.parse(firing.data.at) : 0;
};

/**
 * A sweep on a schedule: runs it, and says how it went in one line and in the metrics that its alarms watch; `gauges` are measured with it.
 * A machine's clock that is behind makes no sweep late: what was due when the scheduler fired is due.
 */
export const sweepHandler = (
  run: (now: Instant, elapsedMs: () => number) => Promise<SweepReport>,
  gauges: () => Readonly<Record<string, number>> = () => ({}),
) =>
  middy<unknown, SweepReport>()
    .use(injectLambdaContext(logger(), { clearState: true }))
    .use(logMetrics(metrics()))
    .handler(async (event) => {
      const began = Date.now();
      const report = await run(Math.max(began, plannedFor(event)), () => Date.now() - began);
      if (report.complete) metrics().addMetric('SweepCompleted', MetricUnit.Count, 1);
      metrics().addMetric('SweepDue', MetricUnit.Count, report.due);
      metrics().addMetric('SweepLagSeconds', MetricUnit.Seconds, report.lagSeconds);
      for (const [name, value] of Object.entries(gauges()))
        metrics().addMetric(name, MetricUnit.Count, value);
      logger().info('swept', { ...report });
      return report;
    });
