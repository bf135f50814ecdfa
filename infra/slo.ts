import type { routes } from '#shared/contracts/routes.ts';

/** Namespace of the product's own metrics. Their dimension `service` is the function's name, which tells stages apart. */
export const METRICS_NAMESPACE = 'Kefu';

/** How fast a budget may burn before somebody is told: `factor` times the rate at which it would just last. */
export type BurnRate = {
  readonly id: 'fast' | 'slow' | 'steady';
  readonly factor: number;
  /** The share of failures over the long window says that it matters, over the short one that it still goes on. */
  readonly longMinutes: number;
  readonly shortMinutes: number;
  /** `page`: somebody is woken. `ticket`: it is looked at on the next working day. */
  readonly urgency: 'page' | 'ticket';
};

/** Where a figure comes from: a metric that an alarm or the dashboard shows, a route that answers it, or a log. */
export type Source =
  | { readonly namespace: string; readonly metric: string }
  | { readonly route: keyof typeof routes }
  | { readonly log: string };

/** One promise of the service: what is measured, how much of it has to be good, and who notices when it isn't. */
export type Objective = {
  readonly id: string;
  /** What counts, in words: the good ones of all. */
  readonly sli: string;
  /** The share that has to be good within the window, 0 to 1. */
  readonly objective: number;
  readonly sources: readonly Source[];
  /** Ids of the alarms that ring when the promise is in danger; a trailing `*` stands for every alarm that begins so. */
  readonly alarms: readonly string[];
  /** How fast the budget may burn, where requests are many enough for a rate to say something. */
  readonly burnRates?: readonly BurnRate[];
};

/** Days over which every objective is counted: four whole weeks, so that each has the same share of weekends. */
export const WINDOW_DAYS = 28;

/** Google, Site Reliability Workbook, "Alerting on SLOs", table 5-8; the last one is no reason to wake anybody. */
const burnRates: readonly BurnRate[] = [
  { id: 'fast', factor: 14.4, longMinutes: 60, shortMinutes: 5, urgency: 'page' },
  { id: 'slow', factor: 6, longMinutes: 6 * 60, shortMinutes: 30, urgency: 'page' },
  { id: 'steady', factor: 1, longMinutes: 3 * 24 * 60, shortMinutes: 6 * 60, urgency: 'ticket' },
];

/** Requests that were answered without a failure of ours. */
export const availability = {
  id: 'availability',
  sli: 'requests answered without a 5xx',
  objective: 0.999,
  sources: [
    { namespace: 'AWS/ApiGateway', metric: 'Count' },
    { namespace: 'AWS/ApiGateway', metric: '5xx' },
  ],
  alarms: ['api-failed', 'burn-page', 'burn-ticket'],
  burnRates,
} as const satisfies Objective;

/** Everything that is promised; alarms, dashboard and `docs/generated/objectives.md` are made of it. */
export const objectives: readonly Objective[] = [
  availability,
  {
    id: 'latency',
    sli: 'reads answered within 800 ms and writes within 1,200 ms, measured at the API',
    objective: 0.99,
    sources: [
      { namespace: 'AWS/ApiGateway', metric: 'Latency' },
      { log: 'access log: `durationMs` by `route` and `method`' },
    ],
    alarms: ['api-slow'],
  },
  {
    id: 'escalation-timeliness',
    sli: 'deadlines found within one period of the sweep and a minute (120 s)',
    objective: 0.999,
    sources: [{ namespace: METRICS_NAMESPACE, metric: 'SweepLagSeconds' }],
    alarms: ['sla-sweep-missing', 'sla-sweep-late', 'sla-sweep-long', 'ticket-escalations-behind'],
  },
  {
    id: 'escalation-correctness',
    sli: 'escalations that happened once, not before their instant, and at all',
    objective: 1,
    sources: [
      { namespace: 'AWS/SQS', metric: 'ApproximateNumberOfMessagesVisible' },
      { route: 'reports/sla-attainment' },
    ],
    alarms: ['ticket-escalations-dlq', 'workers-ticket-escalations-errors'],
  },
  {
    id: 'survey-dispatch',
    sli: 'surveys sent within 15 minutes of the end of their delay, quiet hours left out',
    objective: 0.995,
    sources: [
      { namespace: METRICS_NAMESPACE, metric: 'SweepLagSeconds' },
      { namespace: 'AWS/SQS', metric: 'ApproximateAgeOfOldestMessage' },
    ],
    alarms: ['survey-due-*', 'survey-dispatch-behind', 'survey-dispatch-dlq'],
  },
  {
    id: 'exports',
    sli: 'exports of up to 100,000 rows that are done within 10 minutes',
    objective: 0.99,
    sources: [
      { route: 'data/list-exports' },
      { namespace: 'AWS/SQS', metric: 'ApproximateAgeOfOldestMessage' },
    ],
    alarms: ['exports-behind', 'exports-dlq', 'workers-exports-errors'],
  },
  {
    id: 'snapshots',
    sli: 'hours in which the newest good snapshot is younger than 3 hours',
    objective: 0.999,
    sources: [
      { namespace: METRICS_NAMESPACE, metric: 'SnapshotAgeHours' },
      { route: 'snapshots/list-snapshots' },
    ],
    alarms: ['snapshot-late', 'schedules-snapshot-incremental-errors', 'snapshots-dlq'],
  },
  {
    id: 'audit',
    sli: 'changes and reveals that have a record in the trail, each sealed and unchanged',
    objective: 1,
    sources: [{ namespace: 'AWS/Lambda', metric: 'Errors' }, { route: 'audit/verify' }],
    alarms: ['schedules-audit-seal-errors', 'schedule-failures'],
  },
  {
    id: 'dead-letters',
    sli: 'messages that were given up and are looked at within 4 hours',
    objective: 1,
    sources: [{ namespace: 'AWS/SQS', metric: 'ApproximateNumberOfMessagesVisible' }],
    alarms: ['ticket-escalations-dlq', 'survey-dispatch-dlq', 'customer-work-dlq', 'stream-failures'],
  },
  {
    id: 'erasures',
    sli: 'requests of people about their data that are answered within 30 days',
    objective: 1,
    sources: [{ namespace: 'AWS/SQS', metric: 'ApproximateAgeOfOldestMessage' }],
    alarms: ['customer-work-behind', 'customer-work-dlq', 'schedules-customer-review-errors'],
  },
];

/** The share of a budget that is gone when a rate has burnt it for its long window. */
export const budgetSpent = ({ factor, longMinutes }: BurnRate): number =>
  (factor * longMinutes) / (WINDOW_DAYS * 24 * 60);
