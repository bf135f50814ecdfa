import * as z from 'zod';
import { consentSourceSchema } from '#shared/domain/customers/consent.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { customerView } from './customers.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, lineSchema, nothing, pageOf, pageQuery } from './words.ts';

const purpose = lineSchema(31);
const state = z.enum(['granted', 'withdrawn']);

const consentView = z.object({
  customerId: idSchema('cus'),
  n: z.int(),
  purpose: z.string(),
  state,
  at: instantOut,
  source: consentSourceSchema,
  textVersion: z.string(),
  evidence: z.string().nullable(),
  recordedBy: z.object({ type: z.enum(['user', 'customer', 'system']), id: z.string() }),
});

const noticeView = z.object({
  id: z.string(),
  version: z.string(),
  text: z.string(),
  /** When the caller accepted this version; `null`: not yet. */
  acceptedAt: instantOut.nullable(),
});

/** What people agree to, and what must not happen to their data (C9). */
export const privacyRoutes = defineRoutes({
  'customers/list-consents': {
    method: 'GET',
    path: '/v1/customers/{id}/consents',
    summary: 'What the customer agreed to and withdrew: as it stands, and every word, newest first',
    permission: 'consents.read',
    params: idParam('cus'),
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: z.object({
      ...pageOf(consentView).shape,
      /** By purpose, as it stands. */
      current: z.record(z.string(), z.object({ state, at: instantOut, textVersion: z.string() })),
    }),
    refusals: ['not_found', 'invalid_cursor'],
  },
  'customers/add-consent': {
    method: 'POST',
    path: '/v1/customers/{id}/consents',
    summary: 'Record that the customer agreed to a purpose or withdrew it; heeded from the next message on',
    permission: 'consents.write',
    params: idParam('cus'),
    query: nothing,
    body: z.strictObject({
      purpose,
      state,
      source: consentSourceSchema.default('api'),
      /** Which text was shown; of a notice the version in the settings. */
      textVersion: lineSchema(20).default('1'),
      evidence: lineSchema(200).optional(),
    }),
    success: [201],
    response: consentView,
    repeats: true,
    refusals: ['not_found', 'conflict'],
  },
  'customers/legal-hold': {
    method: 'POST',
    path: '/v1/customers/{id}/legal-hold',
    summary: 'Keep a customer whatever the retention rules say and whoever asks for erasure, or let go',
    permission: 'customers.erase',
    params: idParam('cus'),
    query: nothing,
    body: z.strictObject({ hold: z.boolean() }),
    success: [200],
    response: customerView,
    versioned: true,
    repeats: true,
    refusals: ['not_found', 'conflict'],
  },
  'customers/confirm-data': {
    method: 'POST',
    path: '/v1/customers/{id}/data-confirmation',
    summary: 'Say that the data of a customer was looked at and is right; the next look is due later',
    permission: 'customers.write',
    params: idParam('cus'),
    query: nothing,
    body: nothing,
    success: [200],
    response: customerView,
    versioned: true,
    repeats: true,
    refusals: ['not_found', 'conflict'],
  },
  'customers/list-notices': {
    method: 'GET',
    path: '/v1/me/notices',
    summary: 'The texts that the caller has to accept, and when they did',
    permission: 'self.read',
    params: nothing,
    query: nothing,
    body: undefined,
    success: [200],
    response: z.object({ items: z.array(noticeView) }),
    refusals: [],
  },
  'customers/accept-notice': {
    method: 'POST',
    path: '/v1/me/acceptances',
    summary: 'Accept a text in the version that is in force',
    permission: 'self.read',
    params: nothing,
    query: nothing,
    body: z.strictObject({ notice: purpose, version: lineSchema(20) }),
    success: [201],
    response: noticeView,
    repeats: true,
    refusals: ['unknown_reference', 'conflict'],
  },
});
