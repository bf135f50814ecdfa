import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import { checkCommit } from '../invariants.ts';
import { transitions } from '../reference/acts.ts';
import { type Desk, deskOn } from '../system/desk.ts';
import type { DeskStore, Wire } from '../system/store.ts';
import type { VirtualClock } from '../system/virtual-clock.ts';
import { wordsOf } from '../words.ts';
import { digestOf } from './digest.ts';

/** One who takes part: what they do, answering how it ended for them. */
export type Racer = (desk: Desk) => Promise<string>;

export type Race = {
  readonly name: string;
  /** Brings a desk to the moment at which they start, and answers who takes part. */
  readonly prepare: (desk: Desk, clock: VirtualClock) => Promise<readonly Racer[]>;
  /** What happens afterwards, when everything is quiet again. */
  readonly afterwards?: (desk: Desk, clock: VirtualClock) => Promise<void>;
  /** What must hold at the end besides; words of what does not. */
  readonly broken?: (desk: Desk) => string | undefined;
  /** An end that no order in a row has, and that is right all the same, with the reason beside it. */
  readonly alsoRight?: (desk: Desk) => boolean;
  /** Whether what is destroyed is unreadable at once; else only what is taken out is gone. */
  readonly forgets?: boolean;
};

export type RaceOptions = {
  readonly runs: number;
  readonly seed: number;
  /** A bug that is put into the store on purpose. */
  readonly plant?: (desk: Desk) => void;
};
export type RaceReport = {
  readonly name: string;
  readonly runs: number;
  /** How many different ends there were, and how many a row of them one after the other has. */
  readonly ends: number;
  readonly orders: number;
  readonly seconds: number;
  readonly failure?: string;
};

const permutations = (n: number): number[][] =>
  n === 0
    ? [[]]
    : permutations(n - 1).flatMap((rest) =>
        Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
      );

type Prepared = {
  readonly store: DeskStore;
  readonly outbox: ReadonlyMap<string, number>;
  readonly racers: readonly Racer[];
  readonly now: number;
};

const copyOf = ({ store, outbox }: Prepared, race: Race): Desk => {
  const desk = deskOn(store);
  desk.store.forgets = race.forgets ?? true;
  for (const [key, n] of outbox) desk.outbox.set(key, n);
  return desk;
};

const endOf = async (
  desk: Desk,
  race: Race,
  clock: VirtualClock,
  outcomes: readonly string[],
): Promise<string> => {
  desk.store.wire = (_call, act) => act();
  await race.afterwards?.(desk, clock);
  return JSON.stringify([outcomes, digestOf(desk)]);
};

/** Every end that there is where one waits for the other. */
const inARow = async (race: Race, prepared: Prepared, clock: VirtualClock): Promise<ReadonlySet<string>> => {
  const ends = new Set<string>();
  for (const order of permutations(prepared.racers.length)) {
    clock.now = prepared.now;
    const desk = copyOf(prepared, race);
    const outcomes: string[] = [];
    for (const n of order) outcomes[n] = (await prepared.racers[n]?.(desk)) ?? '';
    ends.add(await endOf(desk, race, clock, outcomes));
  }
  return ends;
};

/** Before which of their calls somebody stands still, and for how many turns: so others come far meanwhile, as they do while a function starts. */
type Pace = { readonly at: number; readonly turns: number };
const paceArb: fc.Arbitrary<Pace> = fc.record({ at: fc.nat(8), turns: fc.oneof(fc.nat(3), fc.nat(40)) });
type Runner = { readonly pace: Pace; calls: number; waiting: number; isDone: boolean };
const running = new AsyncLocalStorage<Runner>();

const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets one call after the other through, each when everybody waits for theirs: what takes its time outside (a digest) takes no turn. */
const letThrough = async (scheduler: fc.Scheduler, runners: readonly Runner[]): Promise<void> => {
  for (;;) {
    do await aTurn();
    while (runners.some(({ isDone, waiting }) => !isDone && waiting === 0));
    if (runners.every(({ isDone }) => isDone)) return;
    await scheduler.waitOne();
  }
};

const wireOf =
  (scheduler: fc.Scheduler): Wire =>
  async ({ kind, writes = [] }, act) => {
    const runner = running.getStore();
    if (runner === undefined) throw new Error('somebody calls who takes no part');
    const stalls = runner.calls++ === runner.pace.at ? runner.pace.turns : 0;
    runner.waiting += 1;
    for (let turns = 1 + stalls; turns > 0; turns--) await scheduler.schedule(Promise.resolve(), kind);
    runner.waiting -= 1;
    const done = await act();
    if (kind === 'commit') checkCommit(writes, transitions);
    return done;
  };

/** Everybody at once, in the order of the scheduler. Answers how it ended for each. */
const atOnce = async (
  desk: Desk,
  racers: readonly Racer[],
  paces: readonly Pace[],
  scheduler: fc.Scheduler,
): Promise<readonly string[]> => {
  desk.store.wire = wireOf(scheduler);
  const runners = racers.map(
    (_, n): Runner => ({ pace: paces[n] ?? { at: 0, turns: 0 }, calls: 0, waiting: 0, isDone: false }),
  );
  const all = Promise.all(
    racers.map(async (racer, n) => {
      const runner = runners[n] as Runner;
      try {
        return await running.run(runner, () => racer(desk));
      } finally {
        runner.isDone = true;
      }
    }),
  );
  const [outcomes] = await Promise.all([all, letThrough(scheduler, runners)]);
  return outcomes;
};

/**
 * Lets everybody run at once, with every call to the store (and every message that leaves) let through in an order that is drawn: whatever comes
 * of it must be what would have come of some order in a row, and the invariants must hold.
 */
export const runRace = async (race: Race, clock: VirtualClock, options: RaceOptions): Promise<RaceReport> => {
  const began = performance.now();
  const desk = deskOn();
  const racers = await race.prepare(desk, clock);
  const prepared = { store: desk.store, outbox: desk.outbox, racers, now: clock.now };
  const allowed = await inARow(race, prepared, clock);
  const seen = new Set<string>();
  const paces = fc.array(paceArb, { minLength: racers.length, maxLength: racers.length });
  const property = fc.asyncProperty(fc.scheduler(), paces, async (scheduler, pace) => {
    clock.now = prepared.now;
    const own = copyOf(prepared, race);
    options.plant?.(own);
    const end = await endOf(own, race, clock, await atOnce(own, racers, pace, scheduler));
    seen.add(end);
    const broken = race.broken?.(own);
    if (broken !== undefined) throw new Error(`${broken}: ${end}`);
    if (!allowed.has(end) && race.alsoRight?.(own) !== true)
      throw new Error(`an end that no order has: ${end}\norders: ${[...allowed].join('\n        ')}`);
  });
  const details = await fc.check(property, { numRuns: options.runs, seed: options.seed });
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const failed = details.failed ? { failure: wordsOf(details) } : {};
  return {
    name: race.name,
    runs: details.numRuns,
    ends: seen.size,
    orders: allowed.size,
    seconds,
    ...failed,
  };
};
