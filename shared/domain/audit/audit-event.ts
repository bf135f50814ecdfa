import * as z from 'zod';
import { idSchema } from '../kernel/ids.ts';
import { days, instantSchema } from '../kernel/time.ts';

/** How long an audit record is kept. */
export const AUDIT_LIFE_MS = days(400);

/** What was done, as `noun.verb`: `customer.read`, `ticket.updated`. */
export const auditActionSchema = z
  .string()
  .regex(/^[a-z][A-Za-z]{1,30}\.[a-z][A-Za-z]{1,30}$/, 'must be a noun and a verb such as ticket.updated');

/** A value before and after: as it is for what is public, a keyed digest for all else; left out where there was none. */
export const auditChangeSchema = z.object({
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type AuditChange = Readonly<z.infer<typeof auditChangeSchema>>;

/** Who did what to which record, for those who answer for the data. Never holds a personal value, nor text that somebody wrote. */
export const auditEventSchema = z.object({
  id: idSchema('aud'),
  at: instantSchema,
  actor: z.object({
    type: z.enum(['user', 'customer', 'visitor', 'system']),
    /** `usr_…`, `cus_…`, a visitor's masked address, or the name of the part of the system. */
    id: z.string(),
    role: z.string().optional(),
  }),
  action: auditActionSchema,
  /** The id of the record it was done to, or the name of the list that was asked. */
  object: z.string(),
  result: z.enum(['done', 'refused']).default('done'),
  /** Changed fields by their path. */
  changes: z.record(z.string(), auditChangeSchema).optional(),
  data: z.record(z.string(), z.unknown()),
  /** What the caller said it was for, where a request says so. */
  purpose: z.string().optional(),
  requestId: z.string().optional(),
  /** Where the call came from: the network of the address, never the whole address. */
  source: z.string().optional(),
  /** Method and path pattern of the request. */
  route: z.string().optional(),
  /** Keyed digest over all of the above: shows a change before the record is sealed. */
  mac: z.string().optional(),
});
export type AuditEvent = Readonly<z.infer<typeof auditEventSchema>>;

/** What an operation wants recorded beyond its changes: a read, a search, a copy. `data` holds no personal value. */
export type AuditNote = {
  /** See `auditActionSchema`. */
  readonly action: string;
  /** The id of the record, or the name of the list. */
  readonly object: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly purpose?: string;
};
