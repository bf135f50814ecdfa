import * as z from 'zod';
import { emailSchema } from '#shared/domain/customers/email.ts';
import { phoneSchema } from '#shared/domain/customers/phone.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { inboundChannelSchema } from '#shared/domain/settings/inbound.ts';
import { defineRoutes } from './route.ts';
import { instantTextSchema, lineSchema, nothing, textSchema } from './words.ts';

/** The channel's own id of a message. */
const externalIdIn = lineSchema(200);

const senderIn = z
  .strictObject({
    name: nameSchema.optional(),
    phone: phoneSchema.optional(),
    email: emailSchema.optional(),
    /** By which the channel knows them. */
    handle: lineSchema(100).optional(),
  })
  .refine(
    ({ phone, email, handle }) => phone !== undefined || email !== undefined || handle !== undefined,
    'needs a phone, an e-mail or a handle',
  );

/** Messages of customers that other systems bring (T1). */
export const inboundMessageRoutes = defineRoutes({
  'tickets/receive-message': {
    method: 'POST',
    path: '/v1/inbound/messages/{channel}',
    summary:
      "A channel's system brings a customer's message: into the case they talk in, else into a new one; signed by Standard Webhooks, no bearer token",
    permission: 'public',
    signed: 'messages',
    params: z.strictObject({ channel: inboundChannelSchema }),
    query: nothing,
    body: z.strictObject({
      externalId: externalIdIn,
      from: senderIn,
      subject: lineSchema(200, 800).optional(),
      body: textSchema(64 * 1024),
      sentAt: instantTextSchema,
      /** The channel's own id of an earlier message, of whoever. */
      inReplyTo: externalIdIn.optional(),
    }),
    success: [202],
    response: z.object({ id: idSchema('msg'), ticketId: idSchema('tkt') }),
    repeats: true,
    refusals: ['not_found', 'invalid_signature', 'too_many_requests'],
  },
});
