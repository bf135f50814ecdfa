import * as z from 'zod';
import { newAddressSchema } from '#shared/domain/customers/address.ts';
import {
  contactChannelSchema,
  customerStatusSchema,
  MAX_CONTACTS,
  MAX_CUSTOMER_TAGS,
} from '#shared/domain/customers/customer.ts';
import { emailSchema } from '#shared/domain/customers/email.ts';
import { gradeSchema } from '#shared/domain/customers/grade.ts';
import { phoneSchema } from '#shared/domain/customers/phone.ts';
import { stageSchema } from '#shared/domain/customers/stage.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { revealFieldSchema } from '#shared/domain/people/permissions.ts';
import { languageTagSchema, timeZoneSchema } from '#shared/domain/settings/locale.ts';
import { MAIN_SHOP, shopIdSchema } from '#shared/domain/settings/shop.ts';
import { channelSchema } from '#shared/domain/tickets/values.ts';
import { privacyOut } from './privacy-shapes.ts';
import { defineRoutes } from './route.ts';
import { valueOut, worthOut } from './value-shapes.ts';
import {
  commaList,
  idParam,
  instantOut,
  instantTextSchema,
  lineSchema,
  nothing,
  pageOf,
  pageQuery,
  personalOut,
  tagSchema,
} from './words.ts';

/** A day between 1900 and 2100 that exists. */
const birthday = z.iso
  .date({ error: 'must be a day such as 1990-02-28' })
  .refine((day) => day >= '1900-01-01' && day < '2100-01-01', 'must be a day such as 1990-02-28');

/** A number or name of the customer elsewhere: in a shop's system, or on a channel such as a marketplace. */
const externalId = z.strictObject({
  shopId: shopIdSchema.default(MAIN_SHOP),
  id: lineSchema(100),
  channel: channelSchema.optional(),
});

const details = {
  phones: z.array(phoneSchema).max(MAX_CONTACTS),
  emails: z.array(emailSchema).max(MAX_CONTACTS),
  addresses: z.array(newAddressSchema).max(MAX_CONTACTS),
  birthday,
  language: languageTagSchema,
  timeZone: timeZoneSchema,
  preferredChannel: contactChannelSchema,
  doNotDisturb: z.boolean(),
  externalIds: z.array(externalId).max(MAX_CONTACTS),
  tags: z.array(tagSchema).max(MAX_CUSTOMER_TAGS),
};

/** Body of `POST /v1/customers` (`api.md`, The main requests). */
export const newCustomerBody = z.strictObject({ name: nameSchema, ...z.object(details).partial().shape });

const patchable = <Shape extends Record<string, z.ZodType>>(shape: Shape) =>
  Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, schema.nullable().optional()])) as {
    [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Name]>>;
  };

const customerPatch = z.strictObject({ name: nameSchema.optional(), ...patchable(details) });

const address = z.object({
  country: z.string(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  line: personalOut,
  postcode: personalOut.optional(),
});

/** A customer as this caller may see them: personal values are masked. */
export const customerView = z.object({
  id: idSchema('cus'),
  version: z.int(),
  status: customerStatusSchema,
  name: personalOut,
  phones: z.array(personalOut),
  emails: z.array(personalOut),
  addresses: z.array(address),
  birthday: z.string().optional(),
  language: z.string().optional(),
  timeZone: z.string().optional(),
  preferredChannel: contactChannelSchema.optional(),
  doNotDisturb: z.boolean(),
  externalIds: z.array(z.object({ shopId: z.string(), id: z.string(), channel: channelSchema.optional() })),
  tags: z.array(z.string()),
  /** The value in each dimension of tags, as in `type:vip`, those that are computed among them; shown to staff. */
  dimensions: z.record(z.string(), z.string()).optional(),
  /** How many notes are kept; shown to staff. */
  notes: z.int().optional(),
  ...privacyOut,
  ...valueOut,
  createdAt: instantOut,
  updatedAt: instantOut,
});

/** A customer in a list; always masked. */
export const customerSummary = z.object({
  id: idSchema('cus'),
  version: z.int(),
  status: customerStatusSchema,
  name: personalOut,
  phones: z.array(personalOut),
  emails: z.array(personalOut),
  tags: z.array(z.string()),
  ...worthOut,
  createdAt: instantOut,
  updatedAt: instantOut,
});

const searchText = z
  .string()
  .refine((text) => text.length <= 200, { error: 'must be at most 200 characters', abort: true })
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
  .refine((text) => text.trim() !== '', 'must not be empty')
  .meta({ maxLength: 200, example: '李' });

const listQuery = z.strictObject({
  ...pageQuery,
  /** Without it: active ones. */
  status: customerStatusSchema.optional(),
  createdAfter: instantTextSchema.optional(),
  createdBefore: instantTextSchema.optional(),
  /** Without it: the newest first, or with a range of spend those who spent most. */
  sort: z.enum(['-createdAt', '-spend']).optional(),
  /**
   * A name, part of one, its pinyin or initials; the first (≥ 3) or last (≥ 4) digits of a phone; the start (≥ 3) of an e-mail; the number
   * of an order, a case or a customer; an id.
   */
  q: searchText.optional(),
  /** Also `behaviour:…` and `stage:…`, which are computed. */
  tag: tagSchema.optional(),
  grade: gradeSchema.optional(),
  stage: stageSchema.optional(),
  /** In the organisation's currency, such as `1000` or `1000.00`; included. */
  spendMin: z.string().max(40).optional(),
  spendMax: z.string().max(40).optional(),
});

/** Asks for personal values unmasked, by a role that may, and says what for; each time is audited. */
const revealQuery = z.strictObject({
  reveal: commaList(revealFieldSchema).optional(),
  purpose: z.enum(['contact', 'verify', 'deliver', 'other']).default('other'),
  /** The case it is for; needed where the setting `revealNeedsTicket` is on. */
  ticketId: idSchema('tkt').optional(),
});

/** Customer records (C1, C2). */
export const customerRoutes = defineRoutes({
  'customers/list-customers': {
    method: 'GET',
    path: '/v1/customers',
    summary: 'Customers, masked: by filters, or those whom a search means',
    permission: 'customers.search',
    params: nothing,
    query: listQuery,
    body: undefined,
    success: [200],
    response: pageOf(customerSummary),
    refusals: ['invalid_cursor', 'filter_too_broad'],
  },
  'customers/create-customer': {
    method: 'POST',
    path: '/v1/customers',
    summary: 'Make a customer record; another one with the same phone or e-mail is no obstacle',
    permission: 'customers.write',
    params: nothing,
    query: nothing,
    body: newCustomerBody,
    success: [201],
    response: customerView,
    versioned: true,
    repeats: true,
    refusals: ['unknown_reference'],
  },
  'customers/get-customer': {
    method: 'GET',
    path: '/v1/customers/{id}',
    summary: 'One customer, masked by role; customers see themselves',
    permission: 'customers.read',
    params: idParam('cus'),
    query: revealQuery,
    body: undefined,
    success: [200],
    response: customerView,
    versioned: true,
    refusals: ['not_found', 'unknown_reference', 'too_many_requests'],
  },
  'customers/update-customer': {
    method: 'PATCH',
    path: '/v1/customers/{id}',
    summary: 'Change a customer record; lists are replaced whole',
    permission: 'customers.write',
    params: idParam('cus'),
    query: nothing,
    body: customerPatch,
    success: [200],
    response: customerView,
    versioned: true,
    ifMatch: true,
    refusals: ['not_found', 'unknown_reference', 'version_conflict', 'precondition_required'],
  },
  'customers/archive-customer': {
    method: 'DELETE',
    path: '/v1/customers/{id}',
    summary: 'Archive a customer: found by id only, tickets and orders keep pointing to them',
    permission: 'customers.write',
    params: idParam('cus'),
    query: nothing,
    body: undefined,
    success: [204],
    response: nothing,
    ifMatch: true,
    refusals: ['not_found', 'version_conflict', 'precondition_required'],
  },
});
