import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import { type Addition, additionsOf, summed } from './additions.ts';

/** Adds to counters exactly once for each (ticketId, seq). */
export type Counters = {
  /**
   * Adds all of it in one transaction with the note that these facts of the ticket are counted. `false`, and nothing is added, when one
   * of them was counted already. Facts may come in any order.
   */
  add(ticketId: string, seqs: readonly number[], additions: readonly Addition[]): Promise<boolean>;
};

/**
 * Counts facts. A fact that comes again, alone or with others, changes nothing; one that comes late, behind later ones, counts still.
 * Facts of different tickets don't wait for one another; the answer names those tickets whose facts must come again.
 */
export const countEvents = async (
  events: readonly TicketEvent[],
  counters: Counters,
): Promise<{ readonly failed: ReadonlyMap<string, unknown> }> => {
  const failed = new Map<string, unknown>();
  const byTicket = Map.groupBy(events, ({ ticketId }) => ticketId);
  for (const [ticketId, facts] of byTicket) {
    try {
      const told = facts.filter((fact) => additionsOf(fact).length > 0);
      if (!(await addTogether(ticketId, told, counters))) await addSingly(ticketId, told, counters);
    } catch (error) {
      failed.set(ticketId, error);
    }
  }
  return { failed };
};

/** A transaction holds a hundred items; an addition is two at most. */
const MOST_ADDITIONS = 45;
/** Each fact is a term of one condition. */
const MOST_FACTS = 100;

/** Facts of one ticket that come together are mostly new together: one transaction for all of them. */
const addTogether = async (
  ticketId: string,
  facts: readonly TicketEvent[],
  counters: Counters,
): Promise<boolean> => {
  if (facts.length === 0) return true;
  const seqs = new Set(facts.map(({ seq }) => seq));
  const additions = summed(facts.flatMap(additionsOf));
  if (additions.length > MOST_ADDITIONS || facts.length > MOST_FACTS || seqs.size < facts.length)
    return false;
  return counters.add(ticketId, [...seqs], additions);
};

/** Some were counted before: each fact by itself, so that only the others are added. */
const addSingly = async (
  ticketId: string,
  facts: readonly TicketEvent[],
  counters: Counters,
): Promise<void> => {
  for (const fact of facts) await counters.add(ticketId, [fact.seq], summed(additionsOf(fact)));
};
