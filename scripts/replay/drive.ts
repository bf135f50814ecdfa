import { type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { Client } from './client.ts';
import { createDueBook } from './due.ts';
import type { Moment } from './order.ts';
import { createTermsReader, dueInstants } from './rungs.ts';
import type { Desk } from './setup.ts';
import { createHands, type Known, type StepResult } from './steps.ts';

/** Schedules also run so often, for what nobody waits for to the minute: surveys, and the closing of resolved cases. */
const ROUND_MS = 6 * 3_600_000;
/** Tickets that are worked on at the same time within one instant. */
const HANDS = 8;

export type Driven = {
  readonly tickets: ReadonlyMap<string, Known>;
  /** Steps by what became of them. */
  readonly results: Readonly<Record<StepResult, number>>;
  /** How often schedules were run, and by how much a step came after its instant at most. */
  readonly sweeps: number;
  readonly latestMs: number;
};

export type DriveOptions = {
  readonly client: Client;
  readonly desk: Desk;
  /** Added to every instant of the log. */
  readonly shiftMs: number;
  readonly progress: (done: number, at: Instant) => void;
};

/**
 * Lives through a log: the clock is moved to each instant in turn, schedules run on the full minute after everything that falls due in
 * between, and in each quarter of a day in which something happens; steps of one instant run at once for different tickets.
 */
export const drive = async (
  moments: readonly Moment[],
  { client, desk, shiftMs, progress }: DriveOptions,
): Promise<Driven> => {
  const book = createDueBook();
  const termsOf = createTermsReader(client);
  const tickets = new Map<string, Known>();
  const results: Record<StepResult, number> = { done: 0, unneeded: 0, refused: 0 };
  const note = async (known: Known): Promise<void> => {
    const { ticket } = known;
    const at = client.now();
    const terms = ticket.sla.policyId === null ? undefined : await termsOf(ticket.sla.policyId);
    book.note(ticket.id, dueInstants(ticket, at, terms), at);
  };
  const take = createHands({ client, agents: desk.agents });
  const byTicket = new Map<string, Known>();
  let sweeps = 0;
  let round = -1;
  let latestMs = 0;
  let done = 0;

  const sweep = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await client.runSchedule(name);
    sweeps += names.length;
  };
  const liveUntil = async (until: Instant): Promise<void> => {
    for (let due = book.next(until); due; due = book.next(until)) {
      await client.advanceTo(due.at);
      await sweep(['sla-sweep']);
      for (const id of due.ticketIds) {
        const known = byTicket.get(id);
        if (known) known.stale = true;
      }
    }
    await client.advanceTo(until);
    if (Math.floor(until / ROUND_MS) > round) {
      round = Math.floor(until / ROUND_MS);
      await sweep(['sla-sweep', 'survey-due']);
    }
  };
  const work = async ({ of, steps }: Moment['work'][number]): Promise<void> => {
    for (const step of steps) {
      const { result, known } = await take(of, step, tickets.get(of.id));
      results[result] += 1;
      done += 1;
      tickets.set(of.id, known);
      byTicket.set(known.ticket.id, known);
      if (result === 'done') await note(known);
    }
  };

  for (const moment of moments) {
    const at = moment.at + shiftMs;
    await liveUntil(at);
    await atOnce(moment.work, HANDS, work);
    latestMs = Math.max(latestMs, client.now() - at);
    progress(done, at);
  }
  return { tickets, results, sweeps, latestMs };
};

/** Runs `work` for all items, at most `hands` at a time. The first error is thrown after the others at work have ended. */
export const atOnce = async <Item>(
  items: readonly Item[],
  hands: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(hands, items.length) }, worker));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
};

/** The instants a log spans, moved; for people. */
export const spanOf = (moments: readonly Moment[], shiftMs: number): { from: string; to: string } => ({
  from: iso((moments[0]?.at ?? 0) + shiftMs),
  to: iso((moments.at(-1)?.at ?? 0) + shiftMs),
});
