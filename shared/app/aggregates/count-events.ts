import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import { type Addition, additionsOf, summed } from './additions.ts';

/** Adds to counters exactly once for each (ticketId, seq). */
export type Counters = {
  /**
   * Adds all of it in one transaction with the note that this ticket is counted up to `to`. `false`, and nothing is added, when
   * something from `from` on was counted already.
   */
  add(ticketId: string, facts: { readonly from: number; readonly to: number }, additions: readonly Addition[]): Promise<boolean>;
};

/**
 * Counts facts, of one ticket in the order of `seq`. A fact that comes again, alone or with later ones, changes nothing. Facts of
 * different tickets don't wait for one another; the answer names those tickets whose facts must come again.
 */
export const countEvents = async (
  events: readonly TicketEvent[],
  counters: Counters,
): Promise<{ readonly failed: ReadonlyMap<string, unknown> }> => {
  const failed = new Map<string, unknown>();
  const byTicket = Map.groupBy(events, ({ ticketId }) => ticketId);
  for (const [ticketId, facts] of byTicket) {
    try {
      const told = facts.toSorted((a, b) => a.seq - b.seq).filter((fact) => additionsOf(fact).length > 0);
      if (!(await addTogether(ticketId, told, counters))) await addSingly(ticketId, told, counters);
    } catch (error) {
      failed.set(ticketId, error);
    }
  }
  return { failed };
};

/** A transaction holds a hundred items; an addition is two at most. */
const MOST_ADDITIONS = 45;

/** Facts of one ticket that come together are mostly new together: one transaction for all of them. */
const addTogether = async (ticketId: string, facts: readonly TicketEvent[], counters: Counters): Promise<boolean> => {
  const [first, last] = [facts[0], facts.at(-1)];
  if (!first || !last) return true;
  const additions = summed(facts.flatMap(additionsOf));
  if (additions.length > MOST_ADDITIONS) return false;
  return counters.add(ticketId, { from: first.seq, to: last.seq }, additions);
};

/** Some were counted before: each fact by itself, so that only the others are added. */
const addSingly = async (ticketId: string, facts: readonly TicketEvent[], counters: Counters): Promise<void> => {
  for (const fact of facts) await counters.add(ticketId, { from: fact.seq, to: fact.seq }, summed(additionsOf(fact)));
};
