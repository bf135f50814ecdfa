import { randomBytes } from 'node:crypto';
import { timerOf } from '#shared/adapters/dynamo/items/ticket.ts';
import { foundOf, getItems, keyOf } from '#shared/adapters/dynamo/read.ts';
import { ref } from '#shared/app/records.ts';
import { formatDuration } from '#shared/domain/kernel/duration.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { open, times } from './operations/pool.ts';
import { callsDuring } from './support/calls.ts';
import { median, percentile, sum } from './support/figures.ts';
import { settled } from './support/settled.ts';
import { type System, startSystem } from './support/system.ts';
import { loadTickets, openTable } from './support/table.ts';

export type Swept = {
  /** Tickets with a timer, due or not. */
  readonly open: number;
  /** Read units of one sweep that finds `DUE` due. */
  readonly read: number;
  readonly ms: number;
};

export const DUE = 100;
/** Rounds that are not counted. */
const WARM_UP = 2;
/** Of the times the lower quartile: whatever else the machine does meanwhile only adds to them. */
const QUARTER = 25;
const SWEEP = 'schedules-sla-sweep';
/** From one sweep to the next; all of them lie well before the next rung of a ticket that was swept. */
const STEP_MS = minutes(5);

/** Sweeps a growing number of open tickets of which always as many are due. */
export const measureSweeps = async (
  sizes: readonly number[],
  rounds: number,
  progress: (text: string) => void,
): Promise<readonly Swept[]> => {
  const system = await startSystem();
  const table = await openTable(system);
  try {
    const model = await modelOf(system, table);
    await sweepOnce(system);
    const results: Swept[] = [];
    let loaded = 0;
    for (const size of sizes) {
      progress(`sweep: ${size} open tickets`);
      await loadTickets(
        table,
        times(size - loaded).map((n) => copyOf(model, (n % 4321) * minutes(1))),
      );
      await settled();
      // The smallest size is what the others are compared with: measured on a process that is still warming up, it would flatter them.
      if (loaded === 0) await sweepRounds(system, table, model, rounds);
      loaded = size;
      results.push({ open: size, ...(await sweepRounds(system, table, model, rounds)) });
    }
    return results;
  } finally {
    table.close();
    await system.close();
  }
};

type OpenTable = Awaited<ReturnType<typeof openTable>>;

/** A ticket as the product opens it, to be copied. */
const modelOf = async ({ client }: System, table: OpenTable): Promise<Ticket> => {
  const { id } = await open(client);
  const wanted = ref('ticket', id);
  const ticket = foundOf(await getItems(table, [keyOf(wanted)])).one(wanted);
  if (!ticket) throw new Error('the ticket just opened is not there');
  return ticket;
};

/** Instants are recognised by their size: nothing else in a ticket is a number beyond the year 2001 in ms. */
const AN_INSTANT = 1e12;

const shifted = <T>(value: T, byMs: number): T => {
  if (typeof value === 'number') return (value > AN_INSTANT ? value + byMs : value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => shifted(one, byMs)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shifted(one, byMs)])) as T;
};

/** The same ticket opened later or earlier, under an id of its own. */
const copyOf = (model: Ticket, laterMs: number): Ticket => {
  const copy = shifted(model, laterMs);
  return { ...copy, id: `tkt_${ulid(copy.createdAt, randomBytes(10))}` };
};

const sweepRounds = async (
  system: System,
  table: OpenTable,
  model: Ticket,
  rounds: number,
): Promise<Pick<Swept, 'read' | 'ms'>> => {
  await system.stack.drain();
  const firstTimer = timerOf(model);
  if (firstTimer === undefined) throw new Error('a new ticket has no timer');
  const begin = system.stack.clock.now() + STEP_MS;
  const instants = times(rounds + WARM_UP).map((n) => begin + n * STEP_MS);
  await loadTickets(
    table,
    instants.flatMap((at) => times(DUE).map(() => copyOf(model, at - firstTimer))),
  );
  await system.stack.drain();
  const results: Pick<Swept, 'read' | 'ms'>[] = [];
  for (const at of instants) {
    await system.client.advance(formatDuration(at + 1000 - system.stack.clock.now()));
    const { due, ...result } = await sweepOnce(system);
    if (due !== DUE) throw new Error(`a sweep found ${due} due instead of ${DUE}`);
    results.push(result);
  }
  const counted = results.slice(WARM_UP);
  return {
    read: median(counted.map(({ read }) => read)),
    ms: percentile(
      counted.map(({ ms }) => ms),
      QUARTER,
    ),
  };
};

/** One sweep, and then everything that comes of it. */
export const sweepOnce = async ({
  stack,
}: System): Promise<{ due: number; read: number; write: number; ms: number }> => {
  let due = 0;
  let ms = 0;
  const calls = await callsDuring(stack, SWEEP, async () => {
    const began = performance.now();
    ({ due } = (await stack.invoke(SWEEP, {})) as { due: number });
    ms = performance.now() - began;
  });
  await stack.drain();
  return {
    due,
    ms,
    read: sum(calls.map(({ consumed }) => consumed.read)),
    write: sum(calls.map(({ consumed }) => consumed.write)),
  };
};
