import { leaseFor } from '#shared/domain/jobs/lease.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import { drawOf, GIVE_UP_MS, pauseAfter } from '#shared/domain/webhooks/back-off.ts';
import {
  type Attempt,
  deliveryOf,
  type SentEvent,
  verdictOf,
  type WebhookDelivery,
  withAttempt,
} from '#shared/domain/webhooks/delivery.ts';
import { failed, gone, succeeded, type WebhookState } from '#shared/domain/webhooks/state.ts';
import {
  hasMore,
  leased,
  parked,
  passedBy,
  released,
  triedInVain,
  type WebhookStream,
} from '#shared/domain/webhooks/stream.ts';
import type { Webhook } from '#shared/domain/webhooks/webhook.ts';

/** What is written once a try has ended. */
export type End = {
  readonly stream: WebhookStream;
  readonly state: WebhookState;
  readonly delivery?: WebhookDelivery;
};

type Tried = {
  readonly hook: Webhook;
  readonly stream: WebhookStream;
  readonly state: WebhookState;
  readonly fact: SentEvent;
  readonly attempt: Attempt;
  /** Random bytes for the length of pauses. */
  readonly draw: Uint8Array;
  readonly now: Instant;
  readonly owner: string;
};

/**
 * How a stream and its webhook go on after one try of one fact: taken, the next one follows; not taken, it is tried again later, and what comes after it
 * waits. After 72 hours without success a fact is given up, unless the webhook as a whole is, which then drops nothing.
 */
export const endOf = (tried: Tried): End => {
  const { hook, stream, state, fact, attempt, now } = tried;
  const before = stream.trying?.eventId === fact.id ? stream.trying.attempts : [];
  const attempts = withAttempt(before, attempt);
  const delivery = (status: WebhookDelivery['status'], nextTryAt?: Instant) =>
    deliveryOf(hook.id, fact, { status, attempts, nextTryAt }, now);
  const verdict = verdictOf(attempt);
  if (verdict === 'taken')
    return {
      stream: further(passedBy(stream, fact, now), tried),
      state: succeeded(state),
      delivery: delivery('delivered'),
    };
  const again = triedInVain(stream, fact, attempt, now);
  const nextState = verdict === 'gone' ? gone(state, now) : failed(state, stream.id, now, drawOf(tried.draw));
  if (nextState.disabled)
    return { stream: parked(again, now), state: nextState, delivery: delivery('pending') };
  if (now - (again.trying?.since ?? now) >= GIVE_UP_MS)
    return {
      stream: further(passedBy(again, fact, now), tried),
      state: nextState,
      delivery: delivery('failed'),
    };
  const pause = now + pauseAfter(again.trying?.tries ?? 1, drawOf(tried.draw));
  const nextTryAt = Math.max(pause, nextState.failing?.openUntil ?? 0);
  return {
    stream: released(again, nextTryAt, now),
    state: nextState,
    delivery: delivery('pending', nextTryAt),
  };
};

/** Keeps the lease while there is more. */
const further = (stream: WebhookStream, { owner, now }: Tried): WebhookStream =>
  hasMore(stream) ? leased(stream, leaseFor(owner, now), now) : released(stream, undefined, now);
