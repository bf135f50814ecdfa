import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';
import { ticketStatusSchema } from '../tickets/values.ts';
import { phaseSchema, timesSchema } from './clock.ts';
import { slaTargetSchema, waitingStatusSchema } from './values.ts';

const count = z.int().positive();
const span = z.int().nonnegative();
const calendar = { calendarId: z.string(), calendarVersion: count };

/** `at` is when it holds, `detectedAt` when it was noticed where that was later; `cause` is a stable word. */
const common = {
  at: instantSchema,
  detectedAt: instantSchema.exactOptional(),
  cause: z.string().exactOptional(),
  cycle: count,
};
const ticket = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.object({ kind: z.literal(kind), ...common, ...shape });
const clock = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.object({ kind: z.literal(kind), ...common, target: slaTargetSchema, instance: count, ...shape });

/** What a policy promises, as a ticket keeps it. */
export const planSchema = z.object({
  ...calendar,
  promises: z.partialRecord(
    slaTargetSchema,
    z.object({ ms: count, pausedIn: z.array(waitingStatusSchema).readonly() }),
  ),
});
export type Plan = Readonly<z.infer<typeof planSchema>>;

/**
 * The append-only history of a ticket's clocks. The state in the head is nothing but these entries applied in order, so
 * it can be computed again and compared. The last group is about one clock each; figures are as they were measured then.
 */
export const ledgerEntrySchema = z.discriminatedUnion('kind', [
  ticket('open', {
    createdAt: instantSchema,
    status: ticketStatusSchema,
    askedAt: instantSchema.exactOptional(),
  }),
  ticket('apply_policy', {
    policyId: z.string().exactOptional(),
    policyVersion: count.exactOptional(),
    plan: planSchema.exactOptional(),
  }),
  ticket('status', { from: ticketStatusSchema, to: ticketStatusSchema }),
  ticket('asked', {}),
  ticket('replied', {}),
  ticket('handled', {}),
  ticket('ack', { holdUntil: instantSchema }),
  ticket('new_cycle', {}),
  clock('activate', {
    startedAt: instantSchema,
    phase: phaseSchema,
    targetMs: count,
    graceMs: span.exactOptional(),
    spentMs: span,
    ...calendar,
    times: timesSchema,
  }),
  clock('pause', { spentMs: span, status: ticketStatusSchema }),
  clock('resume', { times: timesSchema }),
  clock('fulfil', { spentMs: span }),
  clock('cancel', { spentMs: span }),
  clock('target_change', {
    targetMs: count,
    spentMs: span,
    phase: phaseSchema,
    ...calendar,
    times: timesSchema,
  }),
  clock('cover', { times: timesSchema }),
  clock('reopen', { graceMs: span, phase: phaseSchema, times: timesSchema }),
  clock('warn', {}),
  clock('breach', {}),
  clock('escalate', {
    rung: z.enum(['level1', 'level2']),
    level: z.union([z.literal(1), z.literal(2)]).exactOptional(),
  }),
]);
export type LedgerEntry = Readonly<z.infer<typeof ledgerEntrySchema>>;
/** The entries that are about one clock. */
export type ClockEntry = Extract<LedgerEntry, { target: string }>;
export const isClockEntry = (entry: LedgerEntry): entry is ClockEntry => 'target' in entry;
