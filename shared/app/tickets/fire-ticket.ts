import { fireTimers } from '#shared/domain/tickets/ladder.ts';
import { type Context, LostRace, type Store } from '../ports.ts';
import { ref } from '../records.ts';
import { ticketWrites } from './ticket-writes.ts';

const races = 5;

/**
 * Does what is due for one ticket, by its own clocks: a message that comes twice, late or out of order finds nothing due and does nothing.
 * The write is on the condition of the head's version and of rungs that have not fired, so every rung fires exactly once (D6).
 */
export const fireTicket = async (
  ticketId: string,
  open: () => Promise<Context>,
  commit: Store['commit'],
): Promise<'fired' | 'stale'> => {
  for (let tries = 1; ; tries++) {
    const context = await open();
    const ticket = context.found.one(ref('ticket', ticketId));
    // What the case has lived through since the message was handed out may have used up or moved its clocks: the next sweep asks anew.
    const change =
      ticket && ticket.updatedAt <= context.now ? fireTimers(ticket, context.now, context.config) : undefined;
    if (!change) return 'stale';
    try {
      await commit(await ticketWrites(change, context));
      return 'fired';
    } catch (error) {
      if (!(error instanceof LostRace) || tries >= races) throw error;
    }
  }
};
