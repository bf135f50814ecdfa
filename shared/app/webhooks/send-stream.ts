import { leaseFor } from '#shared/domain/jobs/lease.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Attempt, SentEvent } from '#shared/domain/webhooks/delivery.ts';
import {
  hasMore,
  leased,
  passedBy,
  passedTo,
  released,
  type WebhookStream,
  wasPassed,
} from '#shared/domain/webhooks/stream.ts';
import { isTicketStream } from '#shared/domain/webhooks/values.ts';
import { isAskedFor, recordedAt, type Webhook } from '#shared/domain/webhooks/webhook.ts';
import { LostRace } from '../ports.ts';
import { put } from '../records.ts';
import { type End, endOf } from './end-of-try.ts';
import type { Look } from './look.ts';
import type { Fact, WebhookTools } from './ports.ts';
import {
  comeBack,
  disabledWrites,
  openSecrets,
  stateOf,
  stateRef,
  stateWrites,
  streamRef,
  streamWrite,
} from './records.ts';

const MOST_TRIES = 12;

/** How far facts were passed over, and when the latest of them was recorded. */
type Skipped = { readonly seq: number; readonly at: Instant };
/** A fact to be sent, and how far the stream has come without it; no fact where nothing more is to be sent. */
type Next = { readonly fact: SentEvent | undefined; readonly skipped: Skipped };

/**
 * Sends the facts of a stream whose lease we hold, one after the other, until none is left, one is not taken, or the time is over. Ends quietly when
 * somebody else holds the lease by then: a fact may have been sent twice, none is lost.
 */
export const sendStream = async (first: Look, read: readonly Fact[], tools: WebhookTools): Promise<void> => {
  const { hook, context } = first;
  const isOfShop = await fitsShop(hook, first.stream.id, tools);
  const next = nextOf(hook, isOfShop, read, tools);
  let look: Look | undefined = first;
  while (look) {
    const { fact, skipped } = await next(look.stream);
    const now = tools.clock();
    const passing = (stream: WebhookStream) =>
      isOfShop || isTicketStream(stream.id)
        ? passedTo(stream, skipped, now)
        : stream.waiting.reduce((rest, one) => passedBy(rest, one, now), stream);
    const later = now >= tools.until;
    if (!fact || later) {
      look = await settle(look, tools, ({ stream, state }) => {
        const passed = passing(stream);
        return { stream: goingOn(passed, later ? now : undefined, tools), state };
      });
      if (look && later && hasMore(look.stream))
        await comeBack({ type: 'webhook.stream', hookId: hook.id, streamId: look.stream.id }, now, tools);
    } else {
      const attempt = await call(look, fact, tools);
      const draw = context.random(2);
      look = await settle(look, tools, ({ stream, state }) =>
        endOf({
          hook,
          stream: passing(stream),
          state,
          fact,
          attempt,
          draw,
          now: tools.clock(),
          owner: tools.owner,
        }),
      );
      const at = look?.stream.nextTryAt;
      if (look && at !== undefined)
        await comeBack({ type: 'webhook.stream', hookId: hook.id, streamId: look.stream.id }, at, tools);
    }
    if (!look?.stream.lease) return;
  }
};

const call = ({ hook, context }: Look, event: SentEvent, { post, clock }: WebhookTools): Promise<Attempt> => {
  const at = clock();
  return post({ url: hook.url, event, at, secrets: openSecrets(hook, { unseal: context.unseal, now: at }) });
};

/** Keeps the lease while there is more and time is left. */
const goingOn = (
  stream: WebhookStream,
  later: Instant | undefined,
  { owner, clock }: WebhookTools,
): WebhookStream => {
  const now = clock();
  if (!hasMore(stream)) return released(stream, undefined, now);
  return later === undefined ? leased(stream, leaseFor(owner, now), now) : released(stream, later, now);
};

/** Writes how it went. On a lost race it is decided again with what is there, as long as the lease is ours. */
const settle = async (
  look: Look,
  { commit, open, owner, clock }: WebhookTools,
  decide: (now: Pick<Look, 'stream' | 'state'>) => End,
): Promise<Look | undefined> => {
  let { stream, state } = look;
  for (let tries = 1; ; tries++) {
    const end = decide({ stream, state });
    try {
      await commit([
        streamWrite(stream, end.stream),
        ...stateWrites(state, end.state),
        ...(end.delivery ? [put('webhookDelivery', end.delivery)] : []),
        ...disabledWrites(state, end.state, { ...look.context, now: clock() }),
      ]);
      return { ...look, stream: end.stream, state: end.state, before: end.stream };
    } catch (error) {
      if (!(error instanceof LostRace) || tries >= MOST_TRIES) throw error;
    }
    const { found } = await open([stateRef(look.hook.id), streamRef(look.hook.id, stream.id)]);
    const there = found.one(streamRef(look.hook.id, stream.id));
    if (there?.lease?.owner !== owner) return undefined;
    stream = there;
    state = stateOf(found, look.hook.id);
  }
};

const fitsShop = async (hook: Webhook, streamId: string, { facts }: WebhookTools): Promise<boolean> => {
  if (hook.shopId === undefined) return true;
  const shopId = await facts.shopOf(streamId);
  return shopId === undefined || shopId === hook.shopId;
};

/** Finds the next fact of a stream that the webhook asks for; what it doesn't ask for is passed over. */
const nextOf = (hook: Webhook, isOfShop: boolean, read: readonly Fact[], { facts }: WebhookTools) => {
  let buffer = read;
  return async (stream: WebhookStream): Promise<Next> => {
    if (!isTicketStream(stream.id))
      return { fact: isOfShop ? stream.waiting[0] : undefined, skipped: { seq: 0, at: 0 } };
    if (!isOfShop) return { fact: undefined, skipped: { seq: stream.wanted, at: 0 } };
    let skipped: Skipped = { seq: stream.passed, at: 0 };
    for (;;) {
      buffer = buffer.filter((fact) => seqOf(fact) > skipped.seq);
      const [fact] = buffer;
      if (fact && !fact.isHistory && isAskedFor(hook, fact) && !wasPassed(stream, fact))
        return { fact, skipped };
      if (fact) skipped = { seq: seqOf(fact), at: Math.max(skipped.at, recordedAt(fact)) };
      else if (skipped.seq >= stream.wanted) return { fact: undefined, skipped };
      else {
        buffer = await facts.after(stream.id, skipped.seq);
        // What we heard of is there by then, unless a restore has taken it away.
        if (buffer.length === 0) return { fact: undefined, skipped: { ...skipped, seq: stream.wanted } };
      }
    }
  };
};

const seqOf = ({ data }: SentEvent): number => Number(data['seq']);
