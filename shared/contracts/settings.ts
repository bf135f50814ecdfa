import * as z from 'zod';
import {
  inboundChannelSchema,
  isSecret,
  isShownSecret,
  MAX_SECRETS,
} from '#shared/domain/settings/inbound.ts';
import { settingsFields } from '#shared/domain/settings/settings.ts';
import { shopIdSchema } from '#shared/domain/settings/shop.ts';
import { defineRoutes } from './route.ts';
import { instantOut, lineSchema, nothing, pageOf, pageQuery } from './words.ts';

/** The merge patch of a schema: every member may be left out or `null`, objects at any depth; lists are replaced whole. */
const patchOf = (schema: z.core.$ZodType): z.ZodType => {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable) {
    return patchOf(schema.unwrap());
  }
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape as Record<string, z.core.$ZodType>);
    return z.strictObject(
      Object.fromEntries(members.map(([name, member]) => [name, patchOf(member).nullable().optional()])),
    );
  }
  if (schema instanceof z.ZodRecord)
    return z.partialRecord(schema.keyType, patchOf(schema.valueType).nullable());
  return schema as z.ZodType;
};

/** A new secret, or one that is set, named by what is shown of it. */
const secretIn = z
  .string()
  .max(200)
  .refine(
    (text) => isSecret(text) || isShownSecret(text),
    'must be whsec_ and 24 to 64 bytes in base64, or one as it is shown',
  );
const secretsIn = z
  .array(secretIn)
  .max(MAX_SECRETS)
  .refine((all) => new Set(all).size === all.length, 'must not repeat');
const channels = inboundChannelSchema.options;
const byChannel = <Schema extends z.ZodType>(schema: Schema) =>
  Object.fromEntries(channels.map((channel) => [channel, schema])) as {
    [Channel in (typeof channels)[number]]: Schema;
  };

/** Secrets are told once and never shown again: what is shown names them. */
const inboundIn = z.strictObject({ orders: secretsIn, messages: z.strictObject(byChannel(secretsIn)) });
const inboundOut = z.object({
  orders: z.array(z.string()),
  messages: z.record(z.string(), z.array(z.string())),
});

export const settingsView = z.object({
  version: z.int(),
  ...settingsFields,
  inbound: inboundOut,
  createdAt: instantOut,
  updatedAt: instantOut,
});

export const shopView = z.object({
  id: shopIdSchema,
  version: z.int(),
  name: z.string(),
  createdAt: instantOut,
  updatedAt: instantOut,
});

/** What an administrator sets (P1), and the shops of the organisation. */
export const settingsRoutes = defineRoutes({
  'settings/get-settings': {
    method: 'GET',
    path: '/v1/settings',
    summary: 'Every parameter as it stands',
    permission: 'settings.read',
    params: nothing,
    query: nothing,
    body: undefined,
    success: [200],
    response: settingsView,
    versioned: true,
    refusals: [],
  },
  'settings/update-settings': {
    method: 'PATCH',
    path: '/v1/settings',
    summary: 'Change parameters from the next request on; null means as shipped',
    permission: 'settings.write',
    params: nothing,
    query: nothing,
    body: patchOf(z.strictObject({ ...settingsFields, inbound: inboundIn })),
    success: [200],
    response: settingsView,
    versioned: true,
    ifMatch: true,
    refusals: ['unknown_reference', 'version_conflict', 'precondition_required'],
  },
  'settings/list-shops': {
    method: 'GET',
    path: '/v1/shops',
    summary: 'Shops of the organisation',
    permission: 'settings.read',
    params: nothing,
    query: z.strictObject(pageQuery),
    body: undefined,
    success: [200],
    response: pageOf(shopView),
    refusals: ['invalid_cursor'],
  },
  'settings/get-shop': {
    method: 'GET',
    path: '/v1/shops/{id}',
    summary: 'One shop',
    permission: 'settings.read',
    params: z.strictObject({ id: shopIdSchema }),
    query: nothing,
    body: undefined,
    success: [200],
    response: shopView,
    versioned: true,
    refusals: ['not_found'],
  },
  'settings/create-shop': {
    method: 'POST',
    path: '/v1/shops',
    summary: 'Add a shop',
    permission: 'settings.write',
    params: nothing,
    query: nothing,
    body: z.strictObject({ name: lineSchema(60) }),
    success: [201],
    response: shopView,
    versioned: true,
    refusals: ['name_taken'],
  },
});
