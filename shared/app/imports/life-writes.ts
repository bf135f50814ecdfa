import type { Life } from '#shared/domain/imports/past.ts';
import { create, put, type Write } from '../records.ts';

/** A transaction holds a hundred items; so many are left for the head with its facets, the row's key and the trail. */
const ROOM_FOR_HEAD = 45;
const PIECE = 80;

const isOccupied = (status: string): boolean => status === 'new' || status === 'open';

/**
 * The writes of a case that was lived through. A short past goes with its head; of a longer one the parts come first, some at a time, and
 * the head last, so that nothing half is seen. Parts may come again: their keys follow from the case.
 */
export const lifeWrites = (
  life: Life,
): { readonly pieces: readonly (readonly Write[])[]; readonly last: readonly Write[] } => {
  const { ticket } = life;
  const head: Write[] = [
    create('ticketNumber', { number: ticket.number, ticketId: ticket.id }),
    create('ticket', ticket),
    ...(ticket.assigneeId !== undefined && isOccupied(ticket.status)
      ? [{ op: 'shift', userId: ticket.assigneeId, by: 1 } as const]
      : []),
  ];
  const parts = partsOf(life);
  if (parts.length <= 100 - ROOM_FOR_HEAD) return { pieces: [], last: [...head, ...parts] };
  const owned: Write = { op: 'owns', ticketId: ticket.id, customerId: ticket.customerId };
  return {
    pieces: Array.from({ length: Math.ceil(parts.length / PIECE) }, (_, n) => [
      owned,
      ...parts.slice(n * PIECE, (n + 1) * PIECE),
    ]),
    last: head,
  };
};

const partsOf = ({ ticket, messages, events, fired, escalations }: Life): readonly Write[] => [
  ...messages.map((message) => put('message', message)),
  ...events.map((event) => put('event', event)),
  ...fired.map(({ target, cycle, instance, rung, at, seq }) =>
    put('rung', {
      ticketId: ticket.id,
      cycle,
      target,
      instance,
      rung,
      dueAt: at,
      firedAt: at,
      seq,
    }),
  ),
  ...escalations.map((escalation) => put('escalation', escalation)),
];
