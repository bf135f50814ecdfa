import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type QueueId, queues, visibilitySeconds } from '#shared/contracts/queues.ts';
import { type ScheduleId, schedules } from '#shared/contracts/schedules.ts';
import { type FunctionSpec, functionSpecs, streamIds } from '../functions.ts';
import type { Alarm } from './alarm.ts';
import * as metrics from './metrics.ts';

/** What is watched, by the names under which CloudWatch knows it. */
export type Watched = {
  readonly nameOf: (logical: string) => string;
  readonly tableName: string;
  readonly signIn: { readonly userPoolId: string; readonly clientId: string } | undefined;
};

/** Every alarm of a stage but those of the error budget (`burn.ts`). */
export const alarmsOf = (watched: Watched): readonly Alarm[] => [
  ...deadLetters(watched),
  ...queuesBehind(watched),
  ...sweeps(watched),
  ...functionSpecs.flatMap((spec) => ofFunction(watched, spec)),
  ...streams(watched),
  ...table(watched),
  ...account(watched),
];

const beyond = { direction: 'atLeast', silence: 'fine' } as const;

const FAILURES = {
  'stream-failures': 'facts of tickets are not published or not counted',
  'schedule-failures': 'a run of a schedule was given up',
  'event-failures': 'staff are not told of warnings, breaches and escalations',
};

const deadLetters = ({ nameOf }: Watched): Alarm[] =>
  [
    ...Object.entries(queues).map(([id, { impact }]) => [`${id}-dlq`, impact] as const),
    ...Object.entries(FAILURES),
  ].map(([queue, impact]) => ({
    ...beyond,
    id: queue,
    metric: metrics.queueMetric(nameOf(queue), 'ApproximateNumberOfMessagesVisible'),
    threshold: 1,
    periods: 1,
    symptom: `Work was given up and lies in ${nameOf(queue)}`,
    impact,
    runBook: 'dead-letters',
    essential: true,
  }));

const queuesBehind = ({ nameOf }: Watched): Alarm[] =>
  (Object.keys(queues) as QueueId[]).map((id) => ({
    ...beyond,
    id: `${id}-behind`,
    metric: metrics.queueMetric(nameOf(id), 'ApproximateAgeOfOldestMessage'),
    threshold: 2 * visibilitySeconds(queues[id]),
    periods: 3,
    symptom: `The oldest message of ${nameOf(id)} waits longer than two tries take`,
    impact: queues[id].impact,
    runBook: 'queue-behind',
    essential: false,
  }));

/** A deadline may be noticed one sweep late, and one minute after that. */
const MAX_SWEEP_LAG_SECONDS = 120;
/** A sweep that needs this share of its period will soon not keep up. */
const MAX_SWEEP_SHARE = 0.7;
const SWEEP_PERIOD_MS = 60_000;
const MIN_CALENDAR_DAYS = 60;

const sweeps = ({ nameOf }: Watched): Alarm[] => [
  ...(Object.keys(schedules) as ScheduleId[]).flatMap((id): Alarm[] => {
    const reporter = nameOf(`schedules-${id}`);
    const { impact } = schedules[id];
    return [
      {
        id: `${id}-missing`,
        metric: metrics.ownMetric(reporter, 'SweepCompleted', Stats.SUM),
        threshold: 1,
        direction: 'below',
        silence: 'trouble',
        periods: 2,
        symptom: `${id} has not finished for two periods`,
        impact,
        runBook: 'sweep-missing',
        essential: true,
      },
      {
        ...beyond,
        id: `${id}-late`,
        metric: metrics.ownMetric(reporter, 'SweepLagSeconds', Stats.MAXIMUM),
        threshold: MAX_SWEEP_LAG_SECONDS,
        periods: 2,
        symptom: `${id} finds what was due more than ${MAX_SWEEP_LAG_SECONDS} s ago`,
        impact,
        runBook: 'sweep-late',
        essential: false,
      },
      {
        ...beyond,
        id: `${id}-long`,
        metric: metrics.functionMetric(reporter, 'Duration', Stats.MAXIMUM),
        threshold: SWEEP_PERIOD_MS * MAX_SWEEP_SHARE,
        periods: 2,
        symptom: `${id} takes more than ${MAX_SWEEP_SHARE * 100} % of its period`,
        impact,
        runBook: 'sweep-late',
        essential: false,
      },
    ];
  }),
  {
    id: 'calendar-coverage',
    metric: metrics.ownMetric(
      nameOf('schedules-sla-sweep'),
      'CalendarCoverageDays',
      Stats.MINIMUM,
      Duration.hours(1),
    ),
    threshold: MIN_CALENDAR_DAYS,
    direction: 'below',
    silence: 'fine',
    periods: 1,
    symptom: `Public holidays are known for less than ${MIN_CALENDAR_DAYS} days ahead`,
    impact: 'deadlines beyond that day are computed without holidays',
    runBook: 'calendar-coverage',
    essential: false,
  },
];

/** Beyond this share of its time limit a function is about to be cut off. */
const MAX_DURATION_SHARE = 0.8;

const impactOf = ({ id }: FunctionSpec): string => {
  const [kind = '', name = ''] = id.split('/');
  if (kind === 'http') return `requests about ${name} fail or wait`;
  if (kind === 'workers') return queues[name as QueueId].impact;
  if (kind === 'schedules') return schedules[name as ScheduleId].impact;
  return kind === 'streams' ? FAILURES['stream-failures'] : 'a deployment does not finish';
};

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
      id: `${spec.bundle}-throttled`,
      metric: metrics.functionMetric(name, 'Throttles', Stats.SUM),
      threshold: 1,
      periods: 1,
      symptom: `${name} was refused an execution environment`,
      runBook: 'function-throttled',
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

/** Half an hour of facts can wait in the stream before anybody notices; five minutes are already unusual. */
const MAX_ITERATOR_AGE_MS = 300_000;

const streams = ({ nameOf }: Watched): Alarm[] =>
  streamIds.map((id) => ({
    ...beyond,
    id: `${id}-behind`,
    metric: metrics.functionMetric(nameOf(`streams-${id}`), 'IteratorAge', Stats.MAXIMUM),
    threshold: MAX_ITERATOR_AGE_MS,
    periods: 1,
    symptom: `${id} is more than five minutes behind the table`,
    impact: FAILURES['stream-failures'],
    runBook: 'stream-behind',
    essential: false,
  }));

const CONFLICTS_IN_FIVE_MINUTES = 50;

const table = ({ tableName }: Watched): Alarm[] => [
  {
    ...beyond,
    id: 'table-throttled',
    metric: metrics.tableMetric(tableName, 'ThrottledRequests'),
    threshold: 1,
    periods: 2,
    symptom: `${tableName} refuses requests: a key or an index is too hot`,
    impact: 'requests are slow or fail with 503',
    runBook: 'table-throttled',
    essential: false,
  },
  {
    ...beyond,
    id: 'table-errors',
    metric: metrics.tableMetric(tableName, 'SystemErrors'),
    threshold: 5,
    periods: 2,
    symptom: `DynamoDB answers requests to ${tableName} with errors of its own`,
    impact: 'requests are slow or fail with 503',
    runBook: 'table-errors',
    essential: false,
  },
  {
    ...beyond,
    id: 'table-conflicts',
    metric: metrics.conflicts(tableName),
    threshold: CONFLICTS_IN_FIVE_MINUTES,
    periods: 2,
    symptom: `Transactions on ${tableName} get in each other's way`,
    impact: 'writes are repeated, some clients are asked to try again',
    runBook: 'table-conflicts',
    essential: false,
  },
];

/** 80 % of the thousand concurrent executions that an account gets at first. */
const MAX_CONCURRENCY = 800;
const REFUSED_SIGN_INS = 20;

const account = ({ signIn }: Watched): Alarm[] => [
  {
    ...beyond,
    id: 'concurrency',
    metric: metrics.accountConcurrency(),
    threshold: MAX_CONCURRENCY,
    periods: 3,
    symptom: `More than ${MAX_CONCURRENCY} functions run at once in the account`,
    impact: 'soon requests are refused with 503',
    runBook: 'concurrency',
    essential: false,
  },
  ...(signIn === undefined
    ? []
    : [
        {
          ...beyond,
          id: 'sign-in-failures',
          metric: metrics.failedSignIns(signIn.userPoolId, signIn.clientId),
          threshold: REFUSED_SIGN_INS,
          periods: 1,
          symptom: `${REFUSED_SIGN_INS} sign-ins were refused within five minutes`,
          impact: 'somebody may be guessing passwords, or staff cannot sign in',
          runBook: 'sign-in-failures',
          essential: false,
        } satisfies Alarm,
      ]),
];
