import { explainTicket } from '#shared/app/sla/explain-ticket.ts';
import { slaRoutes } from '#shared/contracts/sla.ts';

export const route = slaRoutes['sla/explain-ticket'];
export const operation = explainTicket;
