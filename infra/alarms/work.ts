import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type QueueId, queues, visibilitySeconds } from '#shared/contracts/queues.ts';
import { schedules, sweepIds } from '#shared/contracts/schedules.ts';
import { type Alarm, beyond, FAILURES, type Watched } from './alarm.ts';
import * as metrics from './metrics.ts';

/**
 * Queues of work that somebody asked for and looks after: its record says how far it is and that it failed. Stages that watch only for lost
 * work have no alarm on their dead letters.
 */
export const ASKED_FOR: ReadonlySet<string> = new Set<QueueId>([
  'exports',
  'documents',
  'imports',
  'snapshots',
  'restores',
]);

/** Work that was given up. */
export const deadLetters = ({ nameOf }: Watched): Alarm[] =>
  [
    ...Object.entries(queues).map(([id, { impact }]) => [`${id}-dlq`, impact, !ASKED_FOR.has(id)] as const),
    ...Object.entries(FAILURES).map(([id, impact]) => [id, impact, true] as const),
  ].map(([queue, impact, essential]) => ({
    ...beyond,
    id: queue,
    metric: metrics.queueMetric(nameOf(queue), 'ApproximateNumberOfMessagesVisible'),
    threshold: 1,
    periods: 1,
    symptom: `Work was given up and lies in ${nameOf(queue)}`,
    impact,
    runBook: 'dead-letters',
    essential,
  }));

/** Work that waits too long. */
export const queuesBehind = ({ nameOf }: Watched): Alarm[] =>
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

/** Taken every hour: this old, two of them are missing (B3 allows to lose an hour). */
const MAX_SNAPSHOT_AGE_HOURS = 3;

/** Data that could not be had back. That a snapshot is bad rings by the run that finds it (`functions`). */
export const snapshots = ({ nameOf }: Watched): Alarm[] => [
  {
    id: 'snapshot-late',
    metric: metrics.ownMetric(
      nameOf('schedules-snapshot-incremental'),
      'SnapshotAgeHours',
      Stats.MAXIMUM,
      Duration.hours(1),
    ),
    threshold: MAX_SNAPSHOT_AGE_HOURS,
    direction: 'atLeast',
    silence: 'trouble',
    periods: 2,
    symptom: `The newest good snapshot is more than ${MAX_SNAPSHOT_AGE_HOURS} hours old`,
    impact: schedules['snapshot-incremental'].impact,
    runBook: 'snapshot-late',
    essential: false,
  },
];

/** Deadlines that nobody looks at, or too late. */
export const sweeps = ({ nameOf }: Watched): Alarm[] => [
  ...sweepIds.flatMap((id): Alarm[] => {
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
