import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { shopIdSchema } from '#shared/domain/settings/shop.ts';
import { attemptErrorSchema } from '#shared/domain/webhooks/delivery.ts';
import { MAX_URL_LENGTH } from '#shared/domain/webhooks/url.ts';
import { webhookEventTypeSchema, webhookEventTypes } from '#shared/domain/webhooks/values.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, instantTextSchema, lineSchema, nothing, pageOf, pageQuery } from './words.ts';

export { webhookEventTypes };

const events = z
  .array(webhookEventTypeSchema)
  .min(1)
  .max(webhookEventTypes.length)
  .refine((types) => new Set(types).size === types.length, 'must not repeat');
/** Whether it is an address that may be called is asked by the operation. */
const url = z.string().min(1).max(MAX_URL_LENGTH).meta({ example: 'https://shop.example.com/hooks/kefu' });
const name = lineSchema(60);

export const webhookView = z.object({
  id: idSchema('hook'),
  version: z.int(),
  url: z.string(),
  name: z.string().optional(),
  shopId: shopIdSchema.optional(),
  events: z.array(webhookEventTypeSchema),
  /** `disabled`: the receiver said it is gone, or took nothing for 72 hours; `active` in a PATCH starts it again where it stopped. */
  status: z.enum(['active', 'paused', 'disabled']),
  disabled: z.object({ at: instantOut, because: z.enum(['gone', 'failing']) }).optional(),
  /** Since when nothing was taken; absent while deliveries succeed. */
  failingSince: instantOut.optional(),
  /** An old secret signs beside the new one until then. */
  oldSecretUntil: instantOut.optional(),
  createdAt: instantOut,
  updatedAt: instantOut,
});

/** The secret is shown when it is made, and never again. */
const webhookWithSecret = webhookView.extend({ secret: z.string() });

const attempt = z.object({
  at: instantOut,
  responseStatus: z.int().optional(),
  error: attemptErrorSchema.optional(),
  durationMs: z.int(),
});

export const webhookDeliveryView = z.object({
  id: z.string(),
  eventId: z.string(),
  type: z.string(),
  ticketId: z.string().optional(),
  seq: z.int().optional(),
  status: z.enum(['pending', 'delivered', 'failed']),
  /** The last ten tries. */
  attempts: z.array(attempt),
  nextTryAt: instantOut.optional(),
});

const span = z
  .strictObject({ from: instantTextSchema, to: instantTextSchema.optional() })
  .refine(({ from, to }) => to === undefined || from <= to, { path: ['from'], error: 'must lie before to' });

const common = { params: idParam('hook'), query: nothing, permission: 'webhooks.manage' } as const;
const noBody = z.strictObject({}).optional();

/** Other systems have themselves told of facts (B4; `api.md`, Webhooks). */
export const webhookRoutes = defineRoutes({
  'webhooks/list': {
    ...common,
    method: 'GET',
    path: '/v1/webhooks',
    summary: 'Where other systems have themselves told of facts',
    params: nothing,
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(webhookView),
    refusals: ['invalid_cursor'],
  },
  'webhooks/create': {
    ...common,
    method: 'POST',
    path: '/v1/webhooks',
    summary: 'Have an address told of facts; the secret that signs them is shown this once',
    params: nothing,
    body: z.strictObject({ url, events, name: name.optional(), shopId: shopIdSchema.optional() }),
    success: [201],
    response: webhookWithSecret,
    versioned: true,
    refusals: ['unknown_reference', 'conflict'],
  },
  'webhooks/get': {
    ...common,
    method: 'GET',
    path: '/v1/webhooks/{id}',
    summary: 'One webhook',
    body: undefined,
    success: [200],
    response: webhookView,
    versioned: true,
    refusals: ['not_found'],
  },
  'webhooks/update': {
    ...common,
    method: 'PATCH',
    path: '/v1/webhooks/{id}',
    summary: 'Change address, events or name; pause it, or let it go on where it stopped',
    body: z.strictObject({
      url: url.optional(),
      events: events.optional(),
      name: name.nullable().optional(),
      shopId: shopIdSchema.nullable().optional(),
      status: z.enum(['active', 'paused']).optional(),
    }),
    success: [200],
    response: webhookView,
    versioned: true,
    ifMatch: true,
    refusals: ['not_found', 'unknown_reference', 'version_conflict', 'precondition_required'],
  },
  'webhooks/delete': {
    ...common,
    method: 'DELETE',
    path: '/v1/webhooks/{id}',
    summary: 'Tell it nothing more; what waits is dropped',
    body: undefined,
    success: [204],
    response: nothing,
    ifMatch: true,
    refusals: ['not_found', 'version_conflict', 'precondition_required'],
  },
  'webhooks/rotate-secret': {
    ...common,
    method: 'POST',
    path: '/v1/webhooks/{id}/secret',
    summary: 'Make a new secret, shown this once; the old one signs beside it for 24 hours',
    body: noBody,
    success: [200],
    response: webhookWithSecret,
    versioned: true,
    refusals: ['not_found'],
  },
  'webhooks/test': {
    ...common,
    method: 'POST',
    path: '/v1/webhooks/{id}/test',
    summary: 'Send an event of the type webhook.test; its delivery tells how it went',
    body: noBody,
    success: [202],
    response: z.object({ eventId: z.string() }),
    refusals: ['not_found'],
  },
  'webhooks/list-deliveries': {
    ...common,
    method: 'GET',
    path: '/v1/webhooks/{id}/deliveries',
    summary: 'What was sent in the last 30 days and how it went, newest event first',
    query: z.strictObject({ ...pageQuery, status: webhookDeliveryView.shape.status.optional() }),
    body: undefined,
    success: [200],
    response: pageOf(webhookDeliveryView),
    refusals: ['not_found', 'invalid_cursor'],
  },
  'webhooks/replay': {
    ...common,
    method: 'POST',
    path: '/v1/webhooks/{id}/replay',
    summary: 'Send again, under the same ids, what was sent of the events of a time',
    body: span,
    success: [202],
    response: z.object({ from: instantOut, to: instantOut }),
    refusals: ['not_found', 'conflict'],
  },
});
