import { Metrics } from '@aws-lambda-powertools/metrics';
import { once } from './once.ts';

/** The product's own metrics; apart from the logger, so that functions that write none don't carry the code for it. */
export const metrics = once(
  () => new Metrics({ namespace: 'Kefu', serviceName: process.env['POWERTOOLS_SERVICE_NAME'] ?? 'kefu' }),
);
