import { Metrics } from '@aws-lambda-powertools/metrics';
import { once } from './once.ts';
import { logger } from './telemetry.ts';

/** The product's own metrics; apart from the logger, so that functions that write none don't carry the code for it. */
export const metrics = once(
  () =>
    new Metrics({
      namespace: 'Kefu',
      serviceName: process.env['POWERTOOLS_SERVICE_NAME'] ?? 'kefu',
      // A run that fails before it has a figure is told of in a line like all others.
      logger: logger(),
    }),
);
