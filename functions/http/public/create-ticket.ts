import { createPublicTicket } from '#shared/app/tickets/create-public-ticket.ts';
import { publicTicketRoutes } from '#shared/contracts/public-tickets.ts';

export const route = publicTicketRoutes['public/create-ticket'];
export const operation = createPublicTicket;
