import * as z from 'zod';
import { mergeFields, sideSchema } from '#shared/domain/customers/merge.ts';
import { idSchema } from '#shared/domain/kernel/ids.ts';
import { customerView } from './customers.ts';
import { defineRoutes } from './route.ts';
import { idParam, instantOut, nothing, personalOut } from './words.ts';

const take = z.strictObject(
  Object.fromEntries(mergeFields.map((field) => [field, sideSchema.optional()])) as {
    [Field in (typeof mergeFields)[number]]: z.ZodOptional<typeof sideSchema>;
  },
);

/** The two records side by side where they differ, masked as any record is; lists as they would be. */
const difference = z.object({
  field: z.enum(mergeFields),
  survivor: z.unknown(),
  duplicate: z.unknown(),
  result: z.unknown(),
});

const duplicate = z.object({
  customer: z.object({
    id: idSchema('cus'),
    name: personalOut,
    phones: z.array(personalOut),
    emails: z.array(personalOut),
    createdAt: instantOut,
  }),
  /** From 0 to 1: how sure it is that both are one person. */
  score: z.number(),
  reasons: z.array(z.enum(['phone', 'email', 'externalId', 'name', 'address', 'birthday'])),
});

/** Duplicate records: found, joined, taken apart again (C4). */
export const mergeRoutes = defineRoutes({
  'customers/list-duplicates': {
    method: 'GET',
    path: '/v1/customers/{id}/duplicates',
    summary: 'Other records that may be of the same person, the likeliest first, masked',
    permission: 'customers.search',
    params: idParam('cus'),
    query: nothing,
    body: undefined,
    success: [200],
    response: z.object({ items: z.array(duplicate) }),
    refusals: ['not_found'],
  },
  'customers/merge-customer': {
    method: 'POST',
    path: '/v1/customers/{id}/merge',
    summary: 'Merge a duplicate into this customer; its id answers with this one from then on',
    permission: 'customers.merge',
    params: idParam('cus'),
    query: nothing,
    body: z.strictObject({
      duplicateId: idSchema('cus'),
      /** Of which record a field is taken; without it lists are united and other fields the survivor's where it has them. */
      take: take.optional(),
      /** `true` shows what would come of it and changes nothing. */
      preview: z.boolean().default(false),
    }),
    success: [200],
    response: z.object({
      ...customerView.shape,
      preview: z.boolean(),
      differences: z.array(difference),
    }),
    versioned: true,
    repeats: true,
    refusals: ['not_found', 'unknown_reference', 'conflict'],
  },
  'customers/unmerge-customer': {
    method: 'POST',
    path: '/v1/customers/{id}/unmerge',
    summary: 'Undo a merge: both records as they were, what came since stays with this customer',
    permission: 'customers.merge',
    params: idParam('cus'),
    query: nothing,
    body: z.strictObject({ duplicateId: idSchema('cus') }),
    success: [200],
    response: customerView,
    versioned: true,
    repeats: true,
    refusals: ['not_found', 'unknown_reference', 'conflict', 'expired'],
  },
});
