import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type QueueId, queues } from '#shared/contracts/queues.ts';
import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import { type FunctionSpec, functionSpecs, isBehindApi } from '../functions.ts';
import { type Alarm, beyond, FAILURES, type Watched } from './alarm.ts';
import * as metrics from './metrics.ts';

/** What people notice when the function fails. */
const impactOf = ({ id }: FunctionSpec): string => {
  const [kind = '', name = ''] = id.split('/');
  if (kind === 'workers') return queues[name as QueueId].impact;
  if (kind === 'schedules') return schedules[name as ScheduleId].impact;
  return kind === 'streams' ? FAILURES['stream-failures'] : 'a deployment does not finish';
};

/**
 * Crashes and time-outs of every function that nobody waits for. Those behind the API are seen by their answers (`api`): a crash, a time-out and an error
 * that the code caught are all a 5xx there. That a function is about to run out of time shows as well in the age of its queue, stream or sweep.
 */
export const functions = ({ nameOf }: Watched): Alarm[] =>
  functionSpecs
    .filter((spec) => !isBehindApi(spec))
    .map((spec) => ({
      ...beyond,
      id: `${spec.bundle}-errors`,
      metric: metrics.functionMetric(nameOf(spec.bundle), 'Errors', Stats.SUM),
      threshold: 1,
      periods: 1,
      symptom: `${nameOf(spec.bundle)} crashed or ran out of time`,
      impact: impactOf(spec),
      runBook: 'function-errors',
      essential: false,
      ...(spec.id === 'schedules/snapshot-incremental' ? SNAPSHOT_BAD : {}),
    }));

/** This run fails when it finds a snapshot that could not be taken or isn't what was written. */
const SNAPSHOT_BAD = {
  symptom: 'A snapshot could not be taken, or is not what was written; or the run that looks has crashed',
  runBook: 'snapshot-bad',
} as const;

/** One request in a hundred that takes a third of the time a function has. */
const MAX_LATENCY_MS = 5000;

/** What clients get from any of the functions behind the API, or from the API itself. */
export const api = ({ apiId }: Watched): Alarm[] => [
  {
    ...beyond,
    id: 'api-failed',
    metric: metrics.failed(apiId),
    threshold: 1,
    periods: 1,
    symptom: 'A request failed through our fault: a function crashed, ran out of time or had no answer',
    impact: 'a client got a 5xx answer',
    runBook: 'function-errors',
    essential: false,
  },
  {
    ...beyond,
    id: 'api-slow',
    metric: metrics.latency(apiId, 'p99'),
    threshold: MAX_LATENCY_MS,
    periods: 3,
    symptom: `One request in a hundred waits more than ${MAX_LATENCY_MS / 1000} s for its answer`,
    impact: 'clients wait, soon requests are cut off',
    runBook: 'api-slow',
    essential: false,
  },
];
