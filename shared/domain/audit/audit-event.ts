import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { days, instantSchema } from '../kernel/time.ts';

/** How long an audit record is kept. */
export const AUDIT_LIFE_MS = days(400);

export const auditActionSchema = z.enum(['customer.revealed', 'customer.revealRefused']);

/** Who did what to which record, for those who answer for the data. Holds names of fields, never their values. */
export const auditEventSchema = z.object({
  id: idSchema('aud'),
  at: instantSchema,
  actor: z.object({ type: z.enum(['user', 'customer', 'system']), id: z.string() }),
  action: auditActionSchema,
  /** The id of the record it was done to. */
  object: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type AuditEvent = Readonly<z.infer<typeof auditEventSchema>>;
