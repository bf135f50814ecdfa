import * as z from 'zod';
import { isHeld, type Lease, leaseSchema } from '../jobs/lease.ts';
import { days, type Instant, instantSchema, seconds } from '../kernel/time.ts';
import { type Attempt, attemptSchema, type SentEvent, withAttempt } from './delivery.ts';
import { mayTry, type WebhookState } from './state.ts';
import { isTicketStream } from './values.ts';
import { recordedAt, type Webhook } from './webhook.ts';

/** Facts of one customer or order that can wait; more than this come back with their message until there is room. */
const MAX_WAITING = 400;
/** Facts that were sent last: a repeat of one of them is known. */
const RECENT = 10;
/** A message that comes a moment early is not late. */
const EARLY_MS = seconds(1);
const IDLE_LIFE_MS = days(100);
const WAITING_LIFE_MS = days(400);

const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** How far a webhook has come with the facts of one case, customer or order. Order comes from here, not from the queue. */
export const webhookStreamSchema = z.object({
  hookId: z.string(),
  id: z.string(),
  version: z.int().positive(),
  /** Of a case: the last `seq` that was sent or passed over, and the last that we know of. */
  passed: z.int().nonnegative(),
  wanted: z.int().nonnegative(),
  /** When the latest of the facts that were passed was recorded. */
  passedAt: instantSchema.optional(),
  /** Facts that were recorded up to then were passed before a restore took the case back to an earlier `seq`. */
  after: instantSchema.optional(),
  /** Of a customer or order: facts that wait, by version, and the ids of those sent last. */
  waiting: z.array(eventSchema).default([]),
  recent: z.array(z.string()).default([]),
  lease: leaseSchema.optional(),
  /** The fact that was not taken yet. */
  trying: z
    .object({
      eventId: z.string(),
      since: instantSchema,
      tries: z.int().positive(),
      attempts: z.array(attemptSchema),
    })
    .optional(),
  nextTryAt: instantSchema.optional(),
  /** Waits until its webhook is active again, without a timer. */
  parked: z.boolean().optional(),
  expiresAt: instantSchema,
});
export type WebhookStream = Readonly<z.infer<typeof webhookStreamSchema>>;

type Changes = { readonly [K in keyof WebhookStream]?: WebhookStream[K] | undefined };

/** Whether there is something to send. */
export const hasMore = ({ passed, wanted, waiting }: WebhookStream): boolean =>
  wanted > passed || waiting.length > 0;

/** With these fields set, those that are `undefined` taken away, under the next version; changes on top of each other only count up. */
const nextStream = (before: WebhookStream, change: Changes, now: Instant): WebhookStream => {
  const next = webhookStreamSchema.parse(
    Object.fromEntries(
      Object.entries({ ...before, ...change, version: before.version + 1 }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
  );
  return { ...next, expiresAt: now + (hasMore(next) ? WAITING_LIFE_MS : IDLE_LIFE_MS) };
};

export const newStream = (hookId: string, id: string, now: Instant): WebhookStream => ({
  hookId,
  id,
  version: 1,
  passed: 0,
  wanted: 0,
  waiting: [],
  recent: [],
  expiresAt: now + IDLE_LIFE_MS,
});

/** The stream a fact belongs to, and its place there; `undefined` for a fact of nothing that we know. */
export const placeOf = ({
  data,
}: Pick<SentEvent, 'data'>): { streamId: string; place: number } | undefined => {
  const streamId = data['ticketId'] ?? data['orderId'] ?? data['customerId'];
  const place = data['ticketId'] === undefined ? data['version'] : data['seq'];
  return typeof streamId === 'string' && typeof place === 'number' ? { streamId, place } : undefined;
};

const versionOf = ({ data }: SentEvent): number => Number(data['version'] ?? 0);

/** A fact at a place that was passed, but recorded later than all that was: a restore has taken the case back, and it went on from there. */
const isRewound = ({ passed, passedAt }: WebhookStream, fact: SentEvent): boolean =>
  (placeOf(fact)?.place ?? 0) <= passed && passedAt !== undefined && recordedAt(fact) > passedAt;

/** Whether a fact of a case was passed before the case was taken back. */
export const wasPassed = ({ after }: WebhookStream, fact: SentEvent): boolean =>
  after !== undefined && recordedAt(fact) <= after;

/** The stream once it knows of a fact; the same object when it did already. Throws when too many wait. */
export const told = (stream: WebhookStream, fact: SentEvent, now: Instant): WebhookStream => {
  const place = placeOf(fact)?.place ?? 0;
  if (isTicketStream(stream.id)) {
    if (place > Math.max(stream.passed, stream.wanted)) return nextStream(stream, { wanted: place }, now);
    return isRewound(stream, fact)
      ? nextStream(stream, { passed: 0, wanted: place, after: stream.passedAt }, now)
      : stream;
  }
  if (stream.recent.includes(fact.id) || stream.waiting.some(({ id }) => id === fact.id)) return stream;
  if (stream.waiting.length >= MAX_WAITING) throw new Error('too many facts of one object wait');
  const waiting = [...stream.waiting, { ...fact, data: { ...fact.data } }].sort(
    (a, b) => versionOf(a) - versionOf(b) || (a.id < b.id ? -1 : 1),
  );
  return nextStream(stream, { waiting }, now);
};

/** What is to be done with a stream now. */
export type Step =
  | { readonly do: 'nothing' }
  | { readonly do: 'leave' }
  | { readonly do: 'park' }
  | { readonly do: 'wait'; readonly until: Instant }
  | { readonly do: 'send'; readonly probe: boolean };

/**
 * `nothing` is left to send; `leave` it: somebody else is at it, or its time has not come; `park` it, because its webhook is not active; `wait` for
 * the circuit; or `send`.
 */
export const stepOf = (
  stream: WebhookStream,
  hook: Pick<Webhook, 'status'>,
  state: WebhookState,
  about: { readonly owner: string; readonly now: Instant },
): Step => {
  const { owner, now } = about;
  if (isHeld(stream.lease, owner, now)) return { do: 'leave' };
  if (!hasMore(stream)) return { do: 'nothing' };
  if (hook.status !== 'active' || state.disabled) return { do: 'park' };
  if (!stream.parked && stream.nextTryAt !== undefined && stream.nextTryAt > now + EARLY_MS)
    return { do: 'leave' };
  const gate = mayTry(state, stream.id, now);
  return typeof gate === 'number' ? { do: 'wait', until: gate } : { do: 'send', probe: gate === 'probe' };
};

/** A try of a fact failed: how often, since when, and how. */
export const triedInVain = (
  stream: WebhookStream,
  fact: SentEvent,
  attempt: Attempt,
  now: Instant,
): WebhookStream => {
  const before = stream.trying?.eventId === fact.id ? stream.trying : undefined;
  const trying = {
    eventId: fact.id,
    since: before?.since ?? now,
    tries: (before?.tries ?? 0) + 1,
    attempts: [...withAttempt(before?.attempts ?? [], attempt)],
  };
  return nextStream(stream, { trying }, now);
};

export const leased = (stream: WebhookStream, lease: Lease, now: Instant): WebhookStream =>
  nextStream(stream, { lease, parked: undefined, nextTryAt: undefined }, now);

/** Nobody is at it; it goes on at `nextTryAt`, or, where none is given, when there is something new. */
export const released = (
  stream: WebhookStream,
  nextTryAt: Instant | undefined,
  now: Instant,
): WebhookStream => nextStream(stream, { lease: undefined, parked: undefined, nextTryAt }, now);

export const parked = (stream: WebhookStream, now: Instant): WebhookStream =>
  nextStream(stream, { lease: undefined, nextTryAt: undefined, parked: true }, now);

/** A fact was sent, or given up. */
export const passedBy = (stream: WebhookStream, fact: SentEvent, now: Instant): WebhookStream => {
  const place = placeOf(fact)?.place ?? 0;
  return isTicketStream(stream.id)
    ? nextStream(
        stream,
        {
          trying: undefined,
          passed: Math.max(stream.passed, place),
          passedAt: Math.max(stream.passedAt ?? 0, recordedAt(fact)),
        },
        now,
      )
    : nextStream(
        stream,
        {
          waiting: stream.waiting.filter(({ id }) => id !== fact.id),
          recent: [...stream.recent, fact.id].slice(-RECENT),
          trying: undefined,
        },
        now,
      );
};

/** Facts of a case up to `seq`, the latest recorded at `at`, were passed over: nobody asked for them. */
export const passedTo = (
  stream: WebhookStream,
  { seq, at }: { readonly seq: number; readonly at: Instant },
  now: Instant,
): WebhookStream => {
  const passedAt = Math.max(stream.passedAt ?? 0, at);
  return nextStream(
    stream,
    { passed: Math.max(stream.passed, seq), ...(passedAt > 0 ? { passedAt } : {}) },
    now,
  );
};

/** When somebody has to look at a stream if nobody does before: when its lease ends, or at its next try. */
export const timerOf = ({ lease, nextTryAt, parked }: WebhookStream): Instant | undefined =>
  parked ? undefined : (lease?.until ?? nextTryAt);
