import * as z from 'zod';
import { durationSchema, parseDuration } from '#shared/domain/kernel/duration.ts';
import { calendarFields } from '#shared/domain/sla/calendar-definition.ts';

/** What the replay reads of the API's answers. */
const instant = z.iso.datetime().transform((text) => Date.parse(text));
const span = z.string().transform((text) => parseDuration(text) ?? 0);

export const ticketAnswer = z.object({
  id: z.string(),
  version: z.int(),
  status: z.enum(['new', 'open', 'pending', 'onHold', 'resolved', 'closed']),
  customerId: z.string(),
  escalationLevel: z.int(),
  sla: z.object({
    policyId: z.string().nullable(),
    clocks: z.array(
      z.object({
        target: z.string(),
        state: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
        startedAt: instant,
        warnAt: instant.optional(),
        dueAt: instant.optional(),
        metAt: instant.optional(),
        elapsed: span,
      }),
    ),
  }),
});
export type TicketAnswer = z.infer<typeof ticketAnswer>;

export const timelineAnswer = z.object({
  items: z.array(z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) })),
  nextCursor: z.string().optional(),
});

export const calendarAnswer = z.object({ id: z.string(), name: z.string(), ...calendarFields });

export const policyAnswer = z.object({
  id: z.string(),
  name: z.string(),
  position: z.int(),
  calendarId: z.string(),
  targets: z.record(
    z.string(),
    z.object({ duration: durationSchema.transform((text) => parseDuration(text) ?? 0) }),
  ),
});

export const meAnswer = z.object({ id: z.string() });
