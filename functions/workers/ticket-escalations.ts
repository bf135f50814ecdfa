import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { httpEdge } from '#shared/adapters/http-edge.ts';
import { ref } from '#shared/app/records.ts';
import { fireTicket } from '#shared/app/tickets/fire-ticket.ts';
import { queues } from '#shared/contracts/queues.ts';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { systemContext } from '#shared/runtime/system-context.ts';

const edge = httpEdge(allLists);

/** Warns, breaches, escalates and closes tickets whose timers are due. */
export const handler = queueHandler(queues['ticket-escalations'], async ({ ticketId }, { receivedAt }) => {
  const wiring = await edge();
  await fireTicket(
    ticketId,
    () => systemContext(wiring, 'sla-sweep', [ref('ticket', ticketId)], receivedAt),
    wiring.store.commit,
  );
});
