import { receiveMessage } from '#shared/app/tickets/receive-message.ts';
import { inboundMessageRoutes } from '#shared/contracts/inbound-messages.ts';

export const route = inboundMessageRoutes['tickets/receive-message'];
export const operation = receiveMessage;
