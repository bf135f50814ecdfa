import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';

/** The page to follow when an alarm rings: `docs/runbooks/<name>.md`. */
export const runBooks = [
  'api-errors',
  'api-slow',
  'calendar-coverage',
  'concurrency',
  'dead-letters',
  'function-errors',
  'function-throttled',
  'queue-behind',
  'sign-in-failures',
  'snapshot-bad',
  'snapshot-late',
  'stream-behind',
  'sweep-late',
  'sweep-missing',
  'table-conflicts',
  'table-errors',
  'table-throttled',
] as const;
export type RunBook = (typeof runBooks)[number];

/** One thing worth waking somebody for. Constructs and dashboard are made from these; there is no other list. */
export type Alarm = {
  /** Unique in the stage: the alarm is called `kefu-<stage>-<id>`. */
  readonly id: string;
  readonly metric: IMetric;
  /** Rings when the metric is at or beyond it, or below it for `below`. */
  readonly threshold: number;
  readonly direction: 'atLeast' | 'below';
  /** Consecutive periods that must be bad. */
  readonly periods: number;
  /** No data means trouble (a heartbeat stopped) or nothing to complain of. */
  readonly silence: 'trouble' | 'fine';
  /** What was seen, and what people notice of it. */
  readonly symptom: string;
  readonly impact: string;
  readonly runBook: RunBook;
  /** Kept in stages that only watch for lost work. */
  readonly essential: boolean;
};

/** What is watched, by the names under which CloudWatch knows it. */
export type Watched = {
  readonly nameOf: (logical: string) => string;
  readonly tableName: string;
  readonly apiId: string;
  readonly signIn: { readonly userPoolId: string; readonly clientId: string } | undefined;
};

/** Rings at or beyond the threshold; without data there is nothing to complain of. */
export const beyond = { direction: 'atLeast', silence: 'fine' } as const;

/** The queues of last resort that services feed, and what people notice of what ends there. */
export const FAILURES = {
  'stream-failures': 'facts of tickets are not published or not counted',
  'schedule-failures': 'a run of a schedule was given up',
  'event-failures': 'staff are not told of warnings, breaches and escalations',
};
