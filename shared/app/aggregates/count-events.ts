import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import { type Addition, additionsOf, summed } from './additions.ts';

/** Adds to counters exactly once for each (ticketId, seq). */
export type Counters = {
  /**
   * Adds all of it in one transaction with the note that this ticket is counted up to `seq`. `false`, and nothing is added, when it
   * was counted that far already.
   */
  add(ticketId: string, seq: number, additions: readonly Addition[]): Promise<boolean>;
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
      for (const { seq, additions } of facts.toSorted((a, b) => a.seq - b.seq).map(countable)) {
        if (additions.length > 0) await counters.add(ticketId, seq, additions);
      }
    } catch (error) {
      failed.set(ticketId, error);
    }
  }
  return { failed };
};

const countable = (event: TicketEvent) => ({ seq: event.seq, additions: summed(additionsOf(event)) });
