import { Logger } from '@aws-lambda-powertools/logger';
import { once } from './once.ts';

/** One JSON line an event, ids and words only: never bodies, names, addresses or the text of errors from outside (S23). */
export const logger = once(
  () => new Logger({ serviceName: process.env['POWERTOOLS_SERVICE_NAME'] ?? 'kefu' }),
);

/** The frames of a stack. Before them stands the message, and lines of it may look like frames: what comes before its end is left out. */
const framesOf = ({ message, stack = '' }: Error): readonly string[] => {
  const at = stack.indexOf(message);
  if (at < 0) return [];
  return stack
    .slice(at + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
};

/** What may be said of a defect in a log: its class and where it was thrown, never its message, which may quote input. */
export const describeError = (error: unknown): { errorName: string; at: string } => {
  if (!(error instanceof Error)) return { errorName: typeof error, at: '' };
  return {
    errorName: error.name,
    at: framesOf(error)
      .slice(0, 6)
      .map((line) => line.trim())
      .join(' < '),
  };
};
