import { functionSpecs, isBehindApi, streamIds } from '#infra/functions.ts';
import { queues } from '#shared/contracts/queues.ts';
import { sweepIds } from '#shared/contracts/schedules.ts';
import type { Metrics } from './metrics.ts';

/** What a deployment reports, in the words of whoever looks at it; a minute at a time. */
export type World = {
  /** Messages in a queue of any kind, and the age of the oldest. */
  readonly queue: (name: string, depth: number, oldestSeconds?: number) => void;
  /** One run of a function by its bundle's name. */
  readonly ran: (bundle: string, how?: { failed?: boolean; ms?: number; iteratorAgeMs?: number }) => void;
  readonly swept: (sweep: string, how?: { complete?: boolean; lagSeconds?: number }) => void;
  readonly gauge: (schedule: string, name: string, value: number) => void;
  readonly requests: (count: number, how?: { failed?: number; ms?: number }) => void;
  /** A metric of the table; by its operation, where it has one for each. */
  readonly table: (metric: string, count: number, operation?: string) => void;
  readonly lambda: (metric: 'Throttles' | 'ConcurrentExecutions', value: number) => void;
  readonly signIns: (tried: number, refused: number) => void;
  /** Everything as on an ordinary day, but for the parts named by what they would report. */
  readonly ordinaryMinute: (minute: number, without?: ReadonlySet<string>) => void;
};

const lastResorts = ['stream-failures', 'schedule-failures', 'event-failures'];

/** Reports at the instant that `now` gives, under the names that a stage gives to things. */
export const createWorld = (
  metrics: Metrics,
  nameOf: (logical: string) => string,
  now: () => number,
): World => {
  const put = (namespace: string, metric: string, dimensions: Record<string, string>, value: number): void =>
    metrics.put({ namespace, metric, dimensions }, now(), value);
  const own = (bundle: string, metric: string, value: number): void =>
    put('Kefu', metric, { service: nameOf(bundle) }, value);

  const world: Omit<World, 'ordinaryMinute'> = {
    queue: (name, depth, oldestSeconds = 0) => {
      put('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: nameOf(name) }, depth);
      put('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: nameOf(name) }, oldestSeconds);
    },
    ran: (bundle, { failed = false, ms = 80, iteratorAgeMs } = {}) => {
      const dimensions = { FunctionName: nameOf(bundle) };
      put('AWS/Lambda', 'Errors', dimensions, Number(failed));
      put('AWS/Lambda', 'Duration', dimensions, ms);
      if (iteratorAgeMs !== undefined) put('AWS/Lambda', 'IteratorAge', dimensions, iteratorAgeMs);
    },
    swept: (sweep, { complete = true, lagSeconds = 0 } = {}) => {
      if (complete) own(`schedules-${sweep}`, 'SweepCompleted', 1);
      own(`schedules-${sweep}`, 'SweepLagSeconds', lagSeconds);
    },
    gauge: (schedule, name, value) => own(`schedules-${schedule}`, name, value),
    requests: (count, { failed = 0, ms = 60 } = {}) => {
      for (let n = 0; n < count; n++) {
        put('AWS/ApiGateway', 'Count', { ApiId: 'ApiId' }, 1);
        put('AWS/ApiGateway', '5xx', { ApiId: 'ApiId' }, Number(n < failed));
        put('AWS/ApiGateway', 'Latency', { ApiId: 'ApiId' }, ms);
      }
    },
    table: (metric, count, operation) =>
      put(
        'AWS/DynamoDB',
        metric,
        { TableName: nameOf('table'), ...(operation === undefined ? {} : { Operation: operation }) },
        count,
      ),
    lambda: (metric, value) => put('AWS/Lambda', metric, {}, value),
    signIns: (tried, refused) => {
      for (let n = 0; n < tried; n++)
        put(
          'AWS/Cognito',
          'SignInSuccesses',
          { UserPool: 'UserPool', UserPoolClient: 'UserPoolClient' },
          Number(n >= refused),
        );
    },
  };
  return { ...world, ordinaryMinute: (minute, without = new Set()) => ordinary(world, minute, without) };
};

/** What is reported by an ordinary minute; the part called `requests`, `sla-sweep`, `queue exports` and so on is left out when it is named. */
const ordinary = (
  world: Omit<World, 'ordinaryMinute'>,
  minute: number,
  without: ReadonlySet<string>,
): void => {
  const unless = (part: string, report: () => void): void => {
    if (!without.has(part)) report();
  };
  for (const id of Object.keys(queues)) {
    unless(`queue ${id}`, () => world.queue(id, 1, 3));
    unless(`queue ${id}-dlq`, () => world.queue(`${id}-dlq`, 0));
  }
  for (const id of lastResorts) unless(`queue ${id}`, () => world.queue(id, 0));
  for (const id of sweepIds) {
    unless(id, () => {
      world.ran(`schedules-${id}`, { ms: 900 });
      world.swept(id, { lagSeconds: 20 });
    });
  }
  for (const { id, bundle } of functionSpecs.filter((spec) => !isBehindApi(spec))) {
    const [kind = '', name = ''] = id.split('/');
    const isHourly = kind === 'schedules' && !sweepIds.some((sweep) => sweep === name);
    if ((kind === 'schedules' && !isHourly) || streamIds.some((stream) => stream === name)) continue;
    if (!isHourly || minute % 60 === 50) unless(`run ${bundle}`, () => world.ran(bundle));
  }
  for (const id of streamIds)
    unless(`run streams-${id}`, () => world.ran(`streams-${id}`, { iteratorAgeMs: 800 }));
  unless('calendar', () => world.gauge('sla-sweep', 'CalendarCoverageDays', 300));
  if (minute % 60 === 50)
    unless('snapshots', () => world.gauge('snapshot-incremental', 'SnapshotAgeHours', 1));
  unless('requests', () => world.requests(30));
  unless('lambda', () => world.lambda('ConcurrentExecutions', 12));
  unless('sign-ins', () => world.signIns(2, minute % 3 === 0 ? 1 : 0));
};
