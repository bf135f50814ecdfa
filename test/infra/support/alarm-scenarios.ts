import { functionSpecs, isBehindApi, streamIds } from '#infra/functions.ts';
import { queues, visibilitySeconds } from '#shared/contracts/queues.ts';
import { sweepIds } from '#shared/contracts/schedules.ts';
import type { World } from '#test/support/cloudwatch/world.ts';

/** A disturbance that has to ring an alarm, and one like it that must not. */
export type Scenario = {
  /** The alarm's id. */
  readonly alarm: string;
  /** Parts of the ordinary day that this one reports instead; see `ordinaryMinute`. */
  readonly instead: readonly string[];
  /** What each minute of the disturbance reports. */
  readonly trouble: (world: World, minute: number) => void;
  /** As near to it as may be, without being one. */
  readonly harmless: (world: World, minute: number) => void;
  /** It rings at most so many minutes after the disturbance began. */
  readonly within: number;
  /** Minutes after which it is quiet again at the latest. */
  readonly over?: number;
};

const deadLetters = (name: string): Scenario => ({
  alarm: name,
  instead: [`queue ${name}`],
  trouble: (world) => world.queue(name, 1),
  harmless: (world) => world.queue(name, 0),
  within: 1,
});

const behind = (id: keyof typeof queues): Scenario => {
  const twoTries = 2 * visibilitySeconds(queues[id]);
  return {
    alarm: `${id}-behind`,
    instead: [`queue ${id}`],
    trouble: (world) => world.queue(id, 40, twoTries),
    // Waits long, but a second less than two tries take; or longer, for two minutes only.
    harmless: (world, minute) => world.queue(id, 40, minute % 5 < 2 ? twoTries + 100 : twoTries - 1),
    within: 3,
  };
};

const sweep = (id: string): Scenario[] => [
  {
    alarm: `${id}-missing`,
    instead: [id],
    trouble: () => undefined,
    // One run of two is cut off before its end.
    harmless: (world, minute) => {
      world.ran(`schedules-${id}`, { ms: 900 });
      world.swept(id, { complete: minute % 2 === 0 });
    },
    within: 5,
  },
  {
    alarm: `${id}-late`,
    instead: [id],
    trouble: (world) => {
      world.ran(`schedules-${id}`, { ms: 900 });
      world.swept(id, { lagSeconds: 130 });
    },
    harmless: (world, minute) => {
      world.ran(`schedules-${id}`, { ms: 900 });
      world.swept(id, { lagSeconds: minute % 3 === 0 ? 500 : 119 });
    },
    within: 2,
  },
  {
    alarm: `${id}-long`,
    instead: [id],
    trouble: (world) => {
      world.ran(`schedules-${id}`, { ms: 43_000 });
      world.swept(id, { lagSeconds: 20 });
    },
    harmless: (world) => {
      world.ran(`schedules-${id}`, { ms: 41_000 });
      world.swept(id, { lagSeconds: 20 });
    },
    within: 10,
  },
];

const crash = (bundle: string): Scenario => {
  const isStream = bundle.startsWith('streams-');
  const isSweep = sweepIds.some((id) => bundle === `schedules-${id}`);
  const id = bundle.replace('schedules-', '');
  const ran = (world: World, failed: boolean): void => {
    world.ran(bundle, { failed, ...(isStream ? { iteratorAgeMs: 800 } : {}) });
    if (isSweep) world.swept(id, { lagSeconds: 20 });
  };
  return {
    alarm: `${bundle}-errors`,
    instead: [isSweep ? id : `run ${bundle}`],
    trouble: (world) => ran(world, true),
    harmless: (world) => ran(world, false),
    within: 1,
  };
};

const streamBehind = (id: string): Scenario => ({
  alarm: `${id}-behind`,
  instead: [`run streams-${id}`],
  trouble: (world) => world.ran(`streams-${id}`, { iteratorAgeMs: 300_000 }),
  harmless: (world) => world.ran(`streams-${id}`, { iteratorAgeMs: 299_000 }),
  within: 5,
});

const overall: readonly Scenario[] = [
  {
    alarm: 'api-failed',
    instead: ['requests'],
    trouble: (world, minute) => world.requests(2000, { failed: minute === 0 ? 1 : 0 }),
    harmless: (world) => world.requests(200),
    within: 1,
  },
  {
    alarm: 'api-slow',
    instead: ['requests'],
    trouble: (world) => {
      world.requests(196);
      world.requests(4, { ms: 6000 });
    },
    // One in two hundred: the hundredth is still quick.
    harmless: (world) => {
      world.requests(199);
      world.requests(1, { ms: 14_000 });
    },
    within: 15,
  },
  {
    alarm: 'snapshot-late',
    instead: ['snapshots'],
    trouble: (world, minute) => {
      if (minute % 60 === 50) world.gauge('snapshot-incremental', 'SnapshotAgeHours', 4);
    },
    harmless: (world, minute) => {
      if (minute % 60 === 50) world.gauge('snapshot-incremental', 'SnapshotAgeHours', 2.9);
    },
    within: 120,
    over: 180,
  },
  {
    alarm: 'calendar-coverage',
    instead: ['calendar'],
    trouble: (world) => world.gauge('sla-sweep', 'CalendarCoverageDays', 59),
    harmless: (world) => world.gauge('sla-sweep', 'CalendarCoverageDays', 60),
    within: 60,
    over: 180,
  },
  ...(['ThrottledRequests', 'SystemErrors'] as const).map(
    (metric): Scenario => ({
      alarm: metric === 'ThrottledRequests' ? 'table-throttled' : 'table-errors',
      instead: [],
      trouble: (world) => world.table(metric, metric === 'ThrottledRequests' ? 1 : 2, 'Query'),
      // Once in half an hour the SDK repeats it and nobody notices.
      harmless: (world, minute) => {
        if (minute === 0) world.table(metric, 4, 'Query');
      },
      within: 10,
    }),
  ),
  {
    alarm: 'table-conflicts',
    instead: [],
    trouble: (world) => world.table('TransactionConflict', 60),
    harmless: (world) => world.table('TransactionConflict', 9),
    within: 10,
  },
  {
    alarm: 'concurrency',
    instead: ['lambda'],
    trouble: (world) => world.lambda('ConcurrentExecutions', 800),
    harmless: (world, minute) => world.lambda('ConcurrentExecutions', minute % 3 === 0 ? 799 : 900),
    within: 3,
  },
  {
    alarm: 'functions-throttled',
    instead: [],
    trouble: (world) => world.lambda('Throttles', 1),
    harmless: (world) => world.lambda('Throttles', 0),
    within: 1,
  },
  {
    alarm: 'sign-in-failures',
    instead: ['sign-ins'],
    trouble: (world) => world.signIns(10, 6),
    // A busy morning: many signed in, few mistyped.
    harmless: (world) => world.signIns(60, 3),
    within: 5,
  },
];

/** A scenario for every alarm that tells somebody, but for those of the error budget. */
export const scenarios: readonly Scenario[] = [
  ...Object.keys(queues).map((id) => deadLetters(`${id}-dlq`)),
  ...['stream-failures', 'schedule-failures', 'event-failures'].map(deadLetters),
  ...(Object.keys(queues) as (keyof typeof queues)[]).map(behind),
  ...sweepIds.flatMap(sweep),
  ...functionSpecs.filter((spec) => !isBehindApi(spec)).map(({ bundle }) => crash(bundle)),
  ...streamIds.map(streamBehind),
  ...overall,
];
