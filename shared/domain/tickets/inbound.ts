import * as z from 'zod';
import { days, type Instant, instantSchema } from '../kernel/time.ts';
import { inboundChannelSchema } from '../settings/inbound.ts';
import type { Ticket } from './ticket.ts';

/** For so long a message of a channel is known again, and can be replied to, by the channel's own id. */
export const INBOUND_LIFE_MS = days(400);

/** A message that a channel brought: where it went. */
export const inboundMessageSchema = z.object({
  /** Keyed digest of the channel and its own id of the message. */
  key: z.string(),
  ticketId: z.string(),
  messageId: z.string(),
  receivedAt: instantSchema,
  expiresAt: instantSchema,
});
export type InboundMessage = Readonly<z.infer<typeof inboundMessageSchema>>;

/** The case in which a customer and the desk talk on a channel: read with every message, so that two at once end in one case. */
export const conversationSchema = z.object({
  customerId: z.string(),
  channel: inboundChannelSchema,
  ticketId: z.string(),
  version: z.int().positive(),
  updatedAt: instantSchema,
});
export type Conversation = Readonly<z.infer<typeof conversationSchema>>;

/** The conversation after a message went to that case; the same object where it goes on there. */
export const conversationIn = (
  before: Conversation | undefined,
  next: Pick<Conversation, 'customerId' | 'channel' | 'ticketId'>,
  now: Instant,
): Conversation =>
  before?.ticketId === next.ticketId
    ? before
    : { ...next, version: (before?.version ?? 0) + 1, updatedAt: now };

/**
 * The case that a message goes to, or would go to if it were open: the one it replies to, else the one the customer talks in on this channel.
 * Only cases of that customer count: whoever knows the id of another's message gets nowhere with it.
 */
export const caseFor = (
  candidates: readonly (Ticket | undefined)[],
  ownIds: readonly string[],
): Ticket | undefined =>
  candidates.find((ticket) => ticket !== undefined && ownIds.includes(ticket.customerId));

const MAX_SUBJECT = 100;

/** A subject for a message without one: the beginning of its first line, cut between words where there are some. */
export const subjectFrom = (body: string): string => {
  const line = body
    .split('\n')
    .map((text) => text.replace(/[\p{C}\s]+/gu, ' ').trim())
    .find((text) => text !== '');
  if (line === undefined) return '…';
  const characters = [...line];
  if (characters.length <= MAX_SUBJECT) return line;
  const beginning = characters.slice(0, MAX_SUBJECT - 1).join('');
  const space = beginning.lastIndexOf(' ');
  return `${space > MAX_SUBJECT / 2 ? beginning.slice(0, space) : beginning}…`;
};
