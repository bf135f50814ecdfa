import { getEscalation } from '#shared/app/tickets/get-part.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';

export const route = ticketRoutes['tickets/get-escalation'];
export const operation = getEscalation;
