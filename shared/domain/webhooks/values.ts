import * as z from 'zod';

/** Facts that another system can have itself told of (`api.md`, Webhooks), by their address on the bus. */
export const webhookEventTypes = [
  'ticket.created',
  'ticket.updated',
  'ticket.assigned',
  'ticket.messageAdded',
  'ticket.statusChanged',
  'ticket.slaWarning',
  'ticket.slaBreached',
  'ticket.escalated',
  'survey.answered',
  'customer.created',
  'customer.updated',
  'customer.merged',
  'customer.erased',
  'order.upserted',
  'action.requested',
] as const;
export const webhookEventTypeSchema = z.enum(webhookEventTypes);
export type WebhookEventType = z.infer<typeof webhookEventTypeSchema>;

/** What a test sends; nobody asks for it in `events`. */
export const TEST_EVENT = 'webhook.test';

/** What a stream of facts is about: a case, a customer or an order. Its facts are sent in their order. */
export const streamIdSchema = z.string().regex(/^(?:tkt|cus|ord)_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
export const isTicketStream = (streamId: string): boolean => streamId.startsWith('tkt_');
