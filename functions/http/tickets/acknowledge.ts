import { acknowledgeEscalation } from '#shared/app/tickets/escalate-ticket.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/acknowledge'];
export const operation = acknowledgeEscalation;
