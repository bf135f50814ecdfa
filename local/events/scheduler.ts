import { randomUUID } from 'node:crypto';
import type { VirtualClock } from '../state/clock.ts';
import type { Store } from '../state/store.ts';
import { type NextAfter, parseSchedule } from './schedule-expression.ts';
import type { Targets } from './targets.ts';

export type ScheduleTarget = {
  readonly arn: string;
  /** The text to deliver for a planned instant. */
  readonly body: (plannedMs: number, executionId: string) => string;
  readonly deadLetters?: string;
};

export type ScheduleDefinition = {
  /** The physical name; unique. */
  readonly name: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly targets: readonly ScheduleTarget[];
  readonly startMs?: number;
  readonly endMs?: number;
};

export type ScheduleInfo = { readonly name: string; readonly expression: string; readonly nextAtMs?: number };

export type Scheduler = {
  readonly add: (definition: ScheduleDefinition) => void;
  readonly list: () => ScheduleInfo[];
  /** Delivers to the schedule's targets now, on top of its plan; false when there is no such schedule. */
  readonly run: (name: string) => Promise<boolean>;
  /** Fires what is due now, each schedule once; what a started scheduler does by itself twice a second. */
  readonly tick: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Does `work` while nothing fires by itself. */
  readonly pausedWhile: (work: () => Promise<void>) => Promise<void>;
};

export type SchedulerSettings = {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly targets: Targets;
};

type Entry = { readonly definition: ScheduleDefinition; readonly nextAfter: NextAfter };

const TICK_MS = 500;

/** Schedules on the virtual clock. One that was due several times while nobody looked fires once, and its plan goes on from now. */
export const createScheduler = ({ store, clock, targets }: SchedulerSettings): Scheduler => {
  const entries = new Map<string, Entry>();
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> | undefined;
  let pauses = 0;

  const keyOf = ({ name, expression, timeZone }: ScheduleDefinition) =>
    `schedule/${name}/${timeZone}/${expression}`;
  const plan = ({ definition, nextAfter }: Entry): number | undefined => {
    const { startMs = 0, endMs = Number.POSITIVE_INFINITY } = definition;
    const next = nextAfter(Math.max(clock.now(), startMs - 1));
    return next !== undefined && next <= endMs ? next : undefined;
  };
  const nextOf = (entry: Entry): number | undefined => {
    const key = keyOf(entry.definition);
    const known = store.get<number | null>(key);
    if (known !== undefined) return known ?? undefined;
    const first = plan(entry);
    store.set(key, first ?? null);
    return first;
  };
  const fire = async ({ targets: list }: ScheduleDefinition, plannedMs: number): Promise<void> => {
    for (const target of list) {
      const body = target.body(plannedMs, randomUUID());
      await targets.deliver(target.arn, body).catch(async (error: unknown) => {
        if (!target.deadLetters) throw error;
        await targets.deliver(target.deadLetters, body);
      });
    }
  };
  const tickOnce = async (): Promise<void> => {
    for (const entry of entries.values()) {
      const next = entry.definition.enabled ? nextOf(entry) : undefined;
      if (next === undefined || next > clock.now()) continue;
      await fire(entry.definition, next);
      // Noted after the firing: a process that dies in between fires again, which every target must bear.
      store.set(keyOf(entry.definition), plan(entry) ?? null);
    }
  };
  const tick = (): Promise<void> => {
    ticking ??= tickOnce().finally(() => {
      ticking = undefined;
    });
    return ticking;
  };
  return {
    add: (definition) => {
      for (const target of definition.targets) targets.check(target.arn);
      const entry = { definition, nextAfter: parseSchedule(definition.expression, definition.timeZone) };
      entries.set(definition.name, entry);
      nextOf(entry);
    },
    list: () =>
      [...entries.values()].map((entry) => {
        const { name, expression, enabled } = entry.definition;
        const nextAtMs = enabled ? nextOf(entry) : undefined;
        return nextAtMs === undefined ? { name, expression } : { name, expression, nextAtMs };
      }),
    run: async (name) => {
      const entry = entries.get(name);
      if (!entry) return false;
      const planned = nextOf(entry);
      await fire(entry.definition, clock.now());
      // Whatever was due has happened with this run.
      if (planned !== undefined && planned <= clock.now())
        store.set(keyOf(entry.definition), plan(entry) ?? null);
      return true;
    },
    tick,
    start: () => {
      timer = setInterval(() => {
        if (pauses > 0) return;
        tick().catch((error: unknown) => void process.stderr.write(`schedules: ${String(error)}\n`));
      }, TICK_MS);
    },
    stop: async () => {
      clearInterval(timer);
      await ticking;
    },
    pausedWhile: async (work) => {
      pauses += 1;
      try {
        await ticking;
        await work();
      } finally {
        pauses -= 1;
      }
    },
  };
};
