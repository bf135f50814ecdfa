import * as z from 'zod';
import { ulid } from '../kernel/ids.ts';
import { type Instant, instantSchema } from '../kernel/time.ts';
import { outcomeSchema } from '../sla/attainment.ts';
import { type LedgerEntry, ledgerEntrySchema } from '../sla/ledger.ts';
import { ticketStatusSchema } from './values.ts';

/** Kinds of timeline entry (`api.md`, The ticket). Clients must accept kinds they don't know. */
export const eventTypeSchema = z.enum([
  'created',
  'triaged',
  'assigned',
  'messageAdded',
  'messageEdited',
  'statusChanged',
  'updated',
  'slaChanged',
  'slaWarning',
  'slaBreached',
  'escalated',
  'deescalated',
  'acknowledged',
  'surveySent',
  'surveyNotSent',
  'surveyAnswered',
  'surveyReminded',
  'merged',
  'linked',
  'taskAdded',
  'taskDone',
  'actionRequested',
  'actionDone',
  'reopened',
  'identityChecked',
  'identityCodeRequested',
]);
export type EventType = z.infer<typeof eventTypeSchema>;

export const actorSchema = z.object({ type: z.enum(['user', 'customer', 'system']), id: z.string() });
export type Actor = z.infer<typeof actorSchema>;

const placeSchema = z.object({
  status: ticketStatusSchema,
  teamId: z.string(),
  assigneeId: z.string().optional(),
});
export type Place = z.infer<typeof placeSchema>;

/**
 * One fact of a case: timeline, SLA ledger and outbox at once. Written in the same transaction as the change, `seq` gapless
 * within the ticket; the table's stream publishes it.
 */
export const ticketEventSchema = z.object({
  id: z.string(),
  ticketId: z.string(),
  seq: z.int().positive(),
  type: eventTypeSchema,
  /** When it happened; for `slaWarning` and `slaBreached` the instant the deadline says. */
  at: instantSchema,
  actor: actorSchema,
  data: z.record(z.string(), z.unknown()),
  /** SLA ledger entries that this fact caused. */
  ledger: z.array(ledgerEntrySchema).optional(),
  /** Promises that this fact decided: kept or missed, and for whom they count (D8). */
  outcomes: z.array(outcomeSchema).optional(),
  /** It happened before the case came here: it counts, and nobody is told of it. */
  imported: z.literal(true).optional(),
  /** Where the ticket counted before and after, on facts that move it; counters are kept from these. */
  counts: z.object({ from: placeSchema.optional(), to: placeSchema.optional() }).optional(),
});
export type TicketEvent = Readonly<z.infer<typeof ticketEventSchema>>;
export type { LedgerEntry };

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The id of an event, made of the ticket's id and `seq` alone (and the instant, to sort): publishing again gives the same id. */
export const eventId = (ticketId: string, seq: number, at: Instant): string => {
  let value = 0n;
  for (const character of ticketId.slice(-16)) value = (value << 5n) | BigInt(alphabet.indexOf(character));
  value = (value + BigInt(seq)) & ((1n << 80n) - 1n);
  const bytes = new Uint8Array(10);
  for (let i = 9; i >= 0; i--) {
    bytes[i] = Number(value & 255n);
    value >>= 8n;
  }
  return `evt_${ulid(at, bytes)}`;
};
