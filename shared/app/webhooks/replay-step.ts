import type { Instant } from '#shared/domain/kernel/time.ts';
import { drawOf, pauseAfter } from '#shared/domain/webhooks/back-off.ts';
import {
  type Attempt,
  deliveryOf,
  verdictOf,
  type WebhookDelivery,
  withAttempt,
} from '#shared/domain/webhooks/delivery.ts';
import {
  failed,
  gone,
  mayTry,
  nextState,
  type Replay,
  succeeded,
  type WebhookState,
} from '#shared/domain/webhooks/state.ts';
import { TEST_EVENT } from '#shared/domain/webhooks/values.ts';
import { put } from '../records.ts';
import { openSecrets } from './records.ts';
import type { Work } from './work.ts';

/** A replay counts as one stream of its own: it stops at what is not taken. */
const STREAM = 'replay';

/** A delivery that is still on its way comes by itself; a test is nobody's fact. */
const isSentAgain = ({ status, type }: WebhookDelivery): boolean =>
  status !== 'pending' && type !== TEST_EVENT;

/**
 * Goes on with the first replay that waits: sends again, one after the other, what was sent of the events of that time. `undefined` once it is through,
 * or the instant at which to go on.
 */
export const replayStep = async (work: Work): Promise<Instant | undefined> => {
  const { hook, tools } = work;
  for (;;) {
    const [replay] = work.state().replays;
    if (!replay) return undefined;
    const page = await tools.items.deliveries(hook.id, {
      from: replay.from,
      to: replay.to,
      after: replay.after,
    });
    if (page.length === 0) {
      await work.settle((state) => ({ state: nextState(state, { replays: state.replays.slice(1) }) }));
      return undefined;
    }
    for (const delivery of page) {
      if (tools.clock() >= tools.until) return tools.clock();
      const gate = mayTry(work.state(), STREAM, tools.clock());
      if (typeof gate === 'number') return gate;
      const at = await sendAgain(work, delivery);
      if (at !== undefined) return at;
    }
  }
};

/** `undefined` when the replay can go on, or the instant of its next try. */
const sendAgain = async (work: Work, delivery: WebhookDelivery): Promise<Instant | undefined> => {
  const { tools, context } = work;
  if (!isSentAgain(delivery)) return moveOn(work, (state) => ({ state: past(state, delivery) }));
  const attempt = await call(work, delivery);
  const now = tools.clock();
  const verdict = verdictOf(attempt);
  const { eventId: id, type, timestamp, data, status } = delivery;
  const kept = deliveryOf(
    delivery.hookId,
    { id, type, timestamp, data },
    { status: verdict === 'taken' ? 'delivered' : status, attempts: withAttempt(delivery.attempts, attempt) },
    now,
  );
  const writes = [put('webhookDelivery', kept)];
  if (verdict === 'taken')
    return moveOn(work, (state) => ({ state: past(succeeded(state), delivery), writes }));
  const draw = drawOf(context.random(2));
  const tries = (work.state().replays[0]?.tries ?? 0) + 1;
  const ended = await work.settle((state) => {
    const next = verdict === 'gone' ? gone(state, now) : failed(state, STREAM, now, draw);
    return { state: withFirst(next, (replay) => ({ ...replay, tries })), writes };
  });
  return ended ? Math.max(now + pauseAfter(tries, draw), work.state().failing?.openUntil ?? 0) : now;
};

const call = ({ hook, context, tools }: Work, delivery: WebhookDelivery): Promise<Attempt> => {
  const at = tools.clock();
  const { eventId: id, type, timestamp, data } = delivery;
  const secrets = openSecrets(hook, { unseal: context.unseal, now: at });
  return tools.post({ url: hook.url, event: { id, type, timestamp, data }, at, secrets });
};

/** Somebody else has the lease when it is lost: then this one stops. */
const moveOn = async (work: Work, decide: Parameters<Work['settle']>[0]): Promise<Instant | undefined> =>
  (await work.settle(decide)) ? undefined : work.tools.clock();

const withFirst = (state: WebhookState, change: (replay: Replay) => Replay): WebhookState =>
  nextState(state, { replays: state.replays.map((replay, n) => (n === 0 ? change(replay) : replay)) });

const past = (state: WebhookState, { eventId }: WebhookDelivery): WebhookState =>
  withFirst(state, (replay) => ({ ...replay, after: eventId, tries: 0 }));
