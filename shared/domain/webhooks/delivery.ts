import * as z from 'zod';
import { days, type Instant, instantSchema } from '../kernel/time.ts';

/** Tries that a delivery remembers, the last ones. */
export const MAX_ATTEMPTS = 10;
/** How long deliveries are kept, to be looked at and to be sent again. */
export const DELIVERY_LIFE_MS = days(30);

/** Why no answer came, in a word; the words of the other side are not kept. */
export const attemptErrorSchema = z.enum(['timeout', 'connection', 'tls', 'name', 'address']);
export type AttemptError = z.infer<typeof attemptErrorSchema>;

export const attemptSchema = z.object({
  at: instantSchema,
  responseStatus: z.int().optional(),
  error: attemptErrorSchema.optional(),
  durationMs: z.int().nonnegative(),
});
export type Attempt = Readonly<z.infer<typeof attemptSchema>>;

/** One event for one webhook, and how it went. `data` is what is sent: ids, words and numbers. */
export const webhookDeliverySchema = z.object({
  hookId: z.string(),
  eventId: z.string(),
  type: z.string(),
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.array(attemptSchema).max(MAX_ATTEMPTS),
  nextTryAt: instantSchema.optional(),
  expiresAt: instantSchema,
});
export type WebhookDelivery = Readonly<z.infer<typeof webhookDeliverySchema>>;

/** An event as it is sent. */
export type SentEvent = {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** The body of a call, as receivers know it (`api.md`, Webhooks). */
export const bodyOf = ({ type, timestamp, data }: Omit<SentEvent, 'id'>): string =>
  JSON.stringify({ type, timestamp, data });

/** How a call ended: taken, gone for good, or not taken. */
export const verdictOf = ({ responseStatus = 0 }: Attempt): 'taken' | 'gone' | 'refused' => {
  if (responseStatus >= 200 && responseStatus < 300) return 'taken';
  return responseStatus === 410 ? 'gone' : 'refused';
};

export const withAttempt = (before: readonly Attempt[], attempt: Attempt): readonly Attempt[] =>
  [...before, attempt].slice(-MAX_ATTEMPTS);

/** The record of a delivery after its last try. */
export const deliveryOf = (
  hookId: string,
  { id, ...event }: SentEvent,
  how: Pick<WebhookDelivery, 'status'> & {
    readonly attempts: readonly Attempt[];
    readonly nextTryAt?: Instant | undefined;
  },
  now: Instant,
): WebhookDelivery => ({
  hookId,
  eventId: id,
  type: event.type,
  timestamp: event.timestamp,
  data: { ...event.data },
  status: how.status,
  attempts: [...how.attempts],
  ...(how.nextTryAt === undefined ? {} : { nextTryAt: how.nextTryAt }),
  expiresAt: now + DELIVERY_LIFE_MS,
});
