import { callsDuring, exchangesDuring, stretchedCalls } from '../support/calls.ts';
import { longestChain, median, percentile, sum } from '../support/figures.ts';
import { type Floor, floorOf } from '../support/floor.ts';
import { type Request, type Timing, timed } from '../support/lanes.ts';
import type { System } from '../support/system.ts';
import type { Operation } from './operation.ts';

export type Speed = {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly perSecond: number;
};
export type Measured = {
  readonly operation: Operation;
  /** The most that any of the requests looked at needed. */
  readonly trips: number;
  readonly read: number;
  readonly write: number;
  readonly floor: Floor;
  readonly alone: Speed | undefined;
  readonly crowded: Speed | undefined;
};

/** How many requests of each operation are timed, alone and sixteen at a time. */
export type Effort = { readonly alone: number; readonly crowded: number };

const WARM_UP = 12;
const LOOKED_AT = 4;
export const CROWD = 16;

/** Times an operation and counts what it does. Both environments of a function are warm, so that settings are in memory. */
export const measure = async (system: System, operation: Operation, effort: Effort): Promise<Measured> => {
  const { alone, crowded } = effortFor(operation, effort);
  const counted = 3 * LOOKED_AT;
  const requests = await operation.prepare(WARM_UP + counted + alone + crowded);
  let from = 0;
  const take = (count: number): readonly Request[] => {
    const next = requests.slice(from, from + count);
    from += count;
    return next;
  };
  await timed(operation.untimed ? 1 : 4, take(WARM_UP));
  return {
    operation,
    trips: await tripsOf(system, take(LOOKED_AT)),
    ...(await unitsOf(system, take(LOOKED_AT))),
    floor: await floorOfEach(system, take(LOOKED_AT)),
    alone: alone === 0 ? undefined : speedOf(await timed(1, take(alone))),
    crowded: crowded === 0 ? undefined : speedOf(await timed(CROWD, take(crowded))),
  };
};

const effortFor = ({ untimed, atMost = Number.POSITIVE_INFINITY }: Operation, effort: Effort): Effort =>
  untimed
    ? { alone: 0, crowded: 0 }
    : { alone: Math.min(atMost, effort.alone), crowded: Math.min(atMost, effort.crowded) };

const speedOf = ({ latencies, perSecond }: Timing): Speed => ({
  p50: percentile(latencies, 50),
  p95: percentile(latencies, 95),
  p99: percentile(latencies, 99),
  perSecond,
});

const HTTP = '-http-';

const tripsOf = async ({ stack }: System, requests: readonly Request[]): Promise<number> => {
  const chains: number[] = [];
  for (const { before, send } of requests) {
    await before?.();
    chains.push(longestChain(await stretchedCalls(stack, HTTP, send)));
  }
  return Math.max(...chains);
};

const unitsOf = async (
  { stack }: System,
  requests: readonly Request[],
): Promise<{ read: number; write: number }> => {
  const units: { read: number; write: number }[] = [];
  for (const { before, send } of requests) {
    await before?.();
    const calls = await callsDuring(stack, HTTP, send);
    units.push({
      read: sum(calls.map(({ consumed }) => consumed.read)),
      write: sum(calls.map(({ consumed }) => consumed.write)),
    });
  }
  return { read: median(units.map(({ read }) => read)), write: median(units.map(({ write }) => write)) };
};

const floorOfEach = async ({ stack }: System, requests: readonly Request[]): Promise<Floor> => {
  const floors: Floor[] = [];
  for (const { before, send } of requests) {
    await before?.();
    let answered: number | undefined;
    const exchanges = await exchangesDuring(stack, HTTP, async () => {
      const { body } = (await send()) as { body: { items?: unknown[] } | undefined };
      answered = body?.items?.length;
    });
    floors.push(floorOf(exchanges, answered));
  }
  return {
    read: median(floors.map(({ read }) => read)),
    write: median(floors.map(({ write }) => write)),
    transactional: median(floors.map(({ transactional }) => transactional)),
  };
};
