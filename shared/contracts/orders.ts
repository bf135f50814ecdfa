import * as z from 'zod';
import { phoneSchema } from '#shared/domain/customers/phone.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { moneyOut, moneyTextSchema } from '#shared/domain/kernel/money.ts';
import { MAX_LINES, MAX_REFUNDS, MAX_SHIPMENTS, orderStatusSchema } from '#shared/domain/orders/values.ts';
import { MAIN_SHOP, shopIdSchema } from '#shared/domain/settings/shop.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, instantTextSchema, lineSchema, nothing, pageOf, pageQuery } from './words.ts';

/** A shop's own order number. */
const externalIdIn = lineSchema(100);
const quantity = z.int().min(1).max(1_000_000);

/** The customer as the shop knows them: by our id, by the shop's, or by phone. */
const customerIn = z
  .strictObject({
    id: idSchema('cus').optional(),
    externalId: lineSchema(100).optional(),
    phone: phoneSchema.optional(),
    name: nameSchema.optional(),
  })
  .refine(
    ({ id, externalId, phone }) => [id, externalId, phone].filter((one) => one !== undefined).length === 1,
    'must have exactly one of id, externalId and phone',
  )
  .refine(({ phone, name }) => name === undefined || phone !== undefined, {
    path: ['name'],
    error: 'goes with a phone only',
  });

const orderFields = {
  customer: customerIn,
  placedAt: instantTextSchema,
  status: orderStatusSchema,
  total: moneyTextSchema,
  lines: z
    .array(z.strictObject({ sku: lineSchema(100), name: lineSchema(300), quantity, price: moneyTextSchema }))
    .max(MAX_LINES),
  shipments: z
    .array(
      z.strictObject({
        carrier: lineSchema(60),
        trackingNumber: lineSchema(60),
        status: lineSchema(40).optional(),
        shippedAt: instantTextSchema.optional(),
        deliveredAt: instantTextSchema.optional(),
      }),
    )
    .max(MAX_SHIPMENTS)
    .optional(),
  refunds: z
    .array(
      z.strictObject({
        amount: moneyTextSchema,
        at: instantTextSchema,
        reason: lineSchema(200).optional(),
        lines: z
          .array(z.strictObject({ sku: lineSchema(100), quantity }))
          .max(MAX_LINES)
          .optional(),
      }),
    )
    .max(MAX_REFUNDS)
    .optional(),
  sourceUpdatedAt: instantTextSchema,
};

/** Body of the order's `PUT` (`api.md`, The main requests). */
export const orderBody = z.strictObject(orderFields);
/** What a shop's system posts: the same with its number, and the shop where there are several. */
export const inboundOrderBody = z.strictObject({
  externalId: externalIdIn,
  shopId: shopIdSchema.default(MAIN_SHOP),
  ...orderFields,
});

/** What lists show of an order. */
export const orderSummary = z.object({
  id: idSchema('ord'),
  version: z.int(),
  externalId: z.string(),
  shopId: z.string(),
  customerId: idSchema('cus'),
  placedAt: instantOut,
  status: orderStatusSchema,
  total: moneyOut,
  /** What was given back so far. */
  refunded: moneyOut,
  lineCount: z.int(),
  sourceUpdatedAt: instantOut,
  createdAt: instantOut,
  updatedAt: instantOut,
});

/** An order; tracking numbers are masked but for the customer's own and for roles that may reveal addresses. */
export const orderView = z.object({
  ...orderSummary.omit({ lineCount: true }).shape,
  lines: z.array(z.object({ sku: z.string(), name: z.string(), quantity: z.int(), price: moneyOut })),
  shipments: z.array(
    z.object({
      carrier: z.string(),
      trackingNumber: z.string(),
      status: z.string().optional(),
      shippedAt: instantOut.optional(),
      deliveredAt: instantOut.optional(),
    }),
  ),
  refunds: z.array(
    z.object({
      amount: moneyOut,
      at: instantOut,
      reason: z.string().optional(),
      lines: z.array(z.object({ sku: z.string(), quantity: z.int() })).optional(),
    }),
  ),
});

/** An order as it is read: with the cases about it that the caller may see, the newest 100. */
export const orderWithTickets = orderView.extend({ ticketIds: z.array(idSchema('tkt')) });

const filters = {
  ...pageQuery,
  status: orderStatusSchema.optional(),
  shopId: shopIdSchema.optional(),
  placedAfter: instantTextSchema.optional(),
  placedBefore: instantTextSchema.optional(),
};

/** Orders as the shop's systems tell them (C11). */
export const orderRoutes = defineRoutes({
  'orders/list-orders': {
    method: 'GET',
    path: '/v1/orders',
    summary: 'Orders, the last placed first; customers see their own',
    permission: 'orders.read',
    params: nothing,
    query: z.strictObject({ ...filters, customerId: idSchema('cus').optional() }),
    body: undefined,
    success: [200],
    response: pageOf(orderSummary),
    refusals: ['invalid_cursor'],
  },
  'orders/get-order': {
    method: 'GET',
    path: '/v1/orders/{id}',
    summary: 'One order with its lines, shipments, refunds and tickets',
    permission: 'orders.read',
    params: idParam('ord'),
    query: nothing,
    body: undefined,
    success: [200],
    response: orderWithTickets,
    versioned: true,
    refusals: ['not_found'],
  },
  'orders/put-order': {
    method: 'PUT',
    path: '/v1/orders/{id}',
    summary: "Tell an order by the shop's own number; only a later account changes it",
    permission: 'orders.write',
    params: z.strictObject({ id: externalIdIn }),
    query: z.strictObject({ shopId: shopIdSchema.default(MAIN_SHOP) }),
    body: orderBody,
    success: [201, 200],
    response: orderView,
    versioned: true,
    repeats: true,
    refusals: ['not_found', 'unknown_reference'],
  },
  'orders/receive': {
    method: 'POST',
    path: '/v1/inbound/orders',
    summary: "A shop's system tells an order: signed by Standard Webhooks, no bearer token",
    permission: 'public',
    signed: 'orders',
    params: nothing,
    query: nothing,
    body: inboundOrderBody,
    success: [202],
    response: z.object({ id: idSchema('ord') }),
    repeats: true,
    refusals: ['invalid_signature', 'unknown_reference', 'too_many_requests'],
  },
  'orders/list-of-customer': {
    method: 'GET',
    path: '/v1/customers/{id}/orders',
    summary: "A customer's orders, the last placed first",
    permission: 'orders.read',
    params: idParam('cus'),
    query: z.strictObject(filters),
    body: undefined,
    success: [200],
    response: pageOf(orderSummary),
    refusals: ['not_found', 'invalid_cursor'],
  },
});
