import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type QueueId, queues } from '#shared/contracts/queues.ts';
import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import { type FunctionSpec, functionSpecs } from '../functions.ts';
import { type Alarm, beyond, FAILURES, type Watched } from './alarm.ts';
import * as metrics from './metrics.ts';

/** Beyond this share of its time limit a function is about to be cut off. */
const MAX_DURATION_SHARE = 0.8;

/** What people notice when the function fails. */
const impactOf = ({ id }: FunctionSpec): string => {
  const [kind = '', name = ''] = id.split('/');
  if (kind === 'http') return `requests about ${name} fail or wait`;
  if (kind === 'workers') return queues[name as QueueId].impact;
  if (kind === 'schedules') return schedules[name as ScheduleId].impact;
  return kind === 'streams' ? FAILURES['stream-failures'] : 'a deployment does not finish';
};

/** Crashes and slowness of every function. */
export const functions = (watched: Watched): Alarm[] =>
  functionSpecs.flatMap((spec) => ofFunction(watched, spec));

const ofFunction = ({ nameOf }: Watched, spec: FunctionSpec): Alarm[] => {
  const name = nameOf(spec.bundle);
  const common = { ...beyond, impact: impactOf(spec), essential: false } as const;
  return [
    {
      ...common,
      id: `${spec.bundle}-errors`,
      metric: metrics.functionMetric(name, 'Errors', Stats.SUM),
      threshold: 1,
      periods: 1,
      symptom: `${name} crashed or ran out of time`,
      runBook: 'function-errors',
    },
    {
      ...common,
      id: `${spec.bundle}-slow`,
      metric: metrics.functionMetric(name, 'Duration', 'p99'),
      threshold: spec.timeoutSeconds * 1000 * MAX_DURATION_SHARE,
      periods: 3,
      symptom: `One in a hundred runs of ${name} takes more than ${MAX_DURATION_SHARE * 100} % of its time limit`,
      runBook: 'function-slow',
    },
  ];
};
