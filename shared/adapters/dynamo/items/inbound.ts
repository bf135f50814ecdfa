import { conversationSchema, inboundMessageSchema } from '#shared/domain/tickets/inbound.ts';
import type { ItemKind } from '../item-kind.ts';
import { keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** A message that a channel brought, by the channel's own id; nothing of it but keyed digests and ids. */
export const inboundMessageItem: ItemKind<'inboundMessage'> = {
  type: 'inboundMessage',
  schemaVersion: 1,
  key: ([key = '']) => keys.inboundMessage(key),
  idOf: ({ key }) => [key],
  replaceableAfter: ({ receivedAt }) => receivedAt,
  toItem: (message) => ({ ...message, ttl: Math.ceil(message.expiresAt / 1000) }),
  fromItem: (item) => inboundMessageSchema.parse(stripped(item)),
};

/** Where a customer talks with the desk on a channel, beside their head. */
export const conversationItem: ItemKind<'conversation'> = {
  type: 'conversation',
  schemaVersion: 1,
  key: ([customerId = '', channel = '']) => keys.conversation(customerId, channel),
  idOf: ({ customerId, channel }) => [customerId, channel],
  versionOf: ({ version }) => version,
  toItem: (conversation) => ({ ...conversation }),
  fromItem: (item) => conversationSchema.parse(stripped(item)),
};
