import * as z from 'zod';
import { emailSchema } from '#shared/domain/customers/email.ts';
import { phoneSchema } from '#shared/domain/customers/phone.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { shopIdSchema } from '#shared/domain/settings/shop.ts';
import { visibilitySchema } from '#shared/domain/tickets/values.ts';
import { newCustomerBody } from './customers.ts';
import { inboundOrderBody } from './orders.ts';
import { createTicketBody } from './ticket-shapes.ts';
import { instantTextSchema, lineSchema, textSchema } from './words.ts';

const externalId = lineSchema(100);
const shopId = shopIdSchema.optional();

/** A customer of a file: as they are made by request, and the shop's own number for them. A known one needs no name. */
export const customerRow = z.strictObject({
  ...newCustomerBody.shape,
  name: nameSchema.optional(),
  externalId: externalId.optional(),
  shopId,
});
export type CustomerRow = z.output<typeof customerRow>;

/** An order of a file: as a shop's system posts it. Without `sourceUpdatedAt` it is as new as the file. */
export const orderRow = z.strictObject({
  ...inboundOrderBody.shape,
  shopId,
  sourceUpdatedAt: instantTextSchema.optional(),
});
export type OrderRow = z.output<typeof orderRow>;

const MOST_STEPS = 5000;

const pastMessage = z.strictObject({
  at: instantTextSchema,
  from: z.enum(['customer', 'agent']),
  visibility: visibilitySchema.default('public'),
  body: textSchema(64 * 1024),
});
/** `agent` is the id, the e-mail or the name of somebody who works here; whoever else it names is nobody here. */
const pastEvent = z
  .strictObject({
    at: instantTextSchema,
    type: z.enum(['statusChanged', 'assigned']),
    to: z.enum(['open', 'pending', 'onHold', 'resolved', 'closed']).optional(),
    agent: lineSchema(200).optional(),
  })
  .refine(({ type, to }) => type !== 'statusChanged' || to !== undefined, {
    path: ['to'],
    error: 'is required',
  })
  .refine(({ type, to }) => type !== 'assigned' || to === undefined, {
    path: ['to'],
    error: 'goes with a change of status only',
  });

const { kind, category, severity, priority, subject, body, channel, language, tags } = createTicketBody.shape;

/** A case of a file, with its past where it has one. Without `createdAt` it is as old as the import. */
export const ticketRow = z
  .strictObject({
    externalId,
    shopId,
    ...{ kind, category, severity, priority, subject, body, language, tags },
    channel: channel.default('api'),
    customerExternalId: externalId.optional(),
    customerPhone: phoneSchema.optional(),
    customerEmail: emailSchema.optional(),
    customerName: nameSchema.optional(),
    createdAt: instantTextSchema.optional(),
    messages: z.array(pastMessage).max(MOST_STEPS).optional(),
    events: z.array(pastEvent).max(MOST_STEPS).optional(),
  })
  .refine(
    ({ customerExternalId, customerPhone, customerEmail }) =>
      [customerExternalId, customerPhone, customerEmail].some((one) => one !== undefined),
    {
      path: ['customerExternalId'],
      error: 'is required where neither customerPhone nor customerEmail is given',
    },
  );
export type TicketRow = z.output<typeof ticketRow>;

export const importRows = { customers: customerRow, orders: orderRow, tickets: ticketRow } as const;
