import * as z from 'zod';
import { emailSchema } from '#shared/domain/customers/email.ts';
import { phoneSchema } from '#shared/domain/customers/phone.ts';
import { nameSchema } from '#shared/domain/customers/text.ts';
import { levelSchema, presenceSchema, staffRoleSchema } from '#shared/domain/people/user.ts';
import { languageTagSchema } from '#shared/domain/settings/locale.ts';

const sub = z.string().regex(/^[\w.:@-]{1,128}$/);

/** A member of staff as an operator names them; teams by their names. */
export const staffSchema = z.strictObject({
  sub,
  name: nameSchema,
  email: emailSchema,
  role: staffRoleSchema,
  teams: z.array(z.string().min(1)).max(10).default([]),
  skills: z.array(z.string().min(1).max(40)).max(50).default([]),
  languages: z.array(languageTagSchema).max(20).default([]),
  capacity: z.int().min(0).max(1000).optional(),
  level: levelSchema.optional(),
  presence: presenceSchema.optional(),
});

/** A customer with a sign-in of their own. */
export const signedInCustomerSchema = z.strictObject({
  sub,
  name: nameSchema,
  phone: phoneSchema.optional(),
  email: emailSchema.optional(),
  language: languageTagSchema.optional(),
});

/** What CloudFormation asks of a custom resource; the answer goes to `ResponseURL`. */
export const customResourceSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
});

/** What an operator asks for, as often as they like. */
export const addStaffSchema = z.strictObject({
  action: z.literal('addStaff'),
  staff: z.array(staffSchema).max(100).default([]),
  customers: z.array(signedInCustomerSchema).max(100).default([]),
});

/** What signs deliveries to the inbound feeds, for who connects a shop's system the first time. */
export const inboundSecretsSchema = z.strictObject({ action: z.literal('inboundSecrets') });

/** Everything the bootstrap function is invoked with. */
export const bootstrapSchema = z.union([addStaffSchema, inboundSecretsSchema, customResourceSchema]);

export type CustomResource = z.output<typeof customResourceSchema>;
export type AddStaff = z.output<typeof addStaffSchema>;
export type NewStaff = AddStaff['staff'][number];
export type SignedInCustomer = AddStaff['customers'][number];
