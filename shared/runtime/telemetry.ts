import { Logger } from '@aws-lambda-powertools/logger';
import { once } from './once.ts';

/** One JSON line an event, ids and words only: never bodies, names, addresses or the text of errors from outside (S23). */
export const logger = once(
  () => new Logger({ serviceName: process.env['POWERTOOLS_SERVICE_NAME'] ?? 'kefu' }),
);

/** What may be said of a defect in a log: its class and where it was thrown, never its message, which may quote input. */
export const describeError = (error: unknown): { errorName: string; at: string } => {
  if (!(error instanceof Error)) return { errorName: typeof error, at: '' };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    errorName: error.name,
    at: frames
      .slice(0, 6)
      .map((line) => line.trim())
      .join(' < '),
  };
};
