import { leaseFor } from '#shared/domain/jobs/lease.ts';
import { drawOf } from '#shared/domain/webhooks/back-off.ts';
import { probing, type WebhookState } from '#shared/domain/webhooks/state.ts';
import { leased, parked, released, stepOf, type WebhookStream } from '#shared/domain/webhooks/stream.ts';
import { isTicketStream } from '#shared/domain/webhooks/values.ts';
import type { Webhook } from '#shared/domain/webhooks/webhook.ts';
import { type Context, LostRace } from '../ports.ts';
import { ref, type Write } from '../records.ts';
import { type Asked, type Look, lookAt } from './look.ts';
import type { Fact, WebhookTools } from './ports.ts';
import { comeBack, stateRef, stateWrites, streamWrite } from './records.ts';
import { sendStream } from './send-stream.ts';

/** As often as several workers may write about one stream at one moment. */
const MOST_TRIES = 12;
/** What waited for a circuit does not come back all at once. */
const SPREAD_MS = 20_000;

/**
 * Does what a stream needs now: notes the fact, and sends what may be sent, in order. Safe to repeat and to run at once: who holds the lease sends,
 * the others leave word in the stream. `first` spares the first look.
 */
export const runStream = async (asked: Asked, tools: WebhookTools, first?: Context): Promise<void> => {
  for (let tries = 1; ; tries++) {
    const found = await lookAt(asked, tools, tries === 1 ? first : undefined);
    if (!found) return;
    try {
      const facts = await begin(found, tools);
      if (facts) await sendStream(facts.look, facts.facts, tools);
      return;
    } catch (error) {
      if (!(error instanceof LostRace) || tries >= MOST_TRIES) throw error;
    }
  }
};

/** Writes what is known, and takes the lease where something is to be sent now: then the facts that were read meanwhile. */
const begin = async (
  look: Look,
  tools: WebhookTools,
): Promise<{ look: Look; facts: readonly Fact[] } | undefined> => {
  const { hook, state, before, stream, context } = look;
  const { commit, clock, owner } = tools;
  const now = clock();
  const save = (next: WebhookStream, ...also: readonly Write[]) =>
    commit([streamWrite(before, next), ...also]);
  const step = stepOf(stream, hook, state, { owner, now });
  if (step.do === 'nothing') {
    if (before && (before.lease || before.nextTryAt !== undefined || before.parked))
      await save(released(stream, undefined, now));
    return undefined;
  }
  if (step.do === 'leave') {
    if (stream !== before) await save(stream);
    return undefined;
  }
  if (step.do === 'park') {
    // On the condition that it still is so: whoever makes it active again looks for streams that are parked by then.
    if (stream !== before || !stream.parked) await save(parked(stream, now), stillInactive(hook, state));
    return undefined;
  }
  if (step.do === 'wait' || now >= tools.until) {
    const at = step.do === 'wait' ? step.until + Math.round(drawOf(context.random(2)) * SPREAD_MS) : now;
    await save(released(stream, at, now));
    await comeBack({ type: 'webhook.stream', hookId: hook.id, streamId: stream.id }, at, tools);
    return undefined;
  }
  const next = leased(stream, leaseFor(owner, now), now);
  const nextState = step.probe ? probing(state, stream.id, now) : state;
  const [facts] = await Promise.all([
    isTicketStream(stream.id) ? tools.facts.after(stream.id, stream.passed) : [],
    save(next, ...stateWrites(state, nextState)),
  ]);
  return { look: { ...look, before: next, stream: next, state: nextState }, facts };
};

const stillInactive = (hook: Webhook, state: WebhookState): Write =>
  hook.status === 'active'
    ? { op: 'expect', ref: stateRef(hook.id), version: state.version }
    : { op: 'expect', ref: ref('webhook', hook.id), version: hook.version };
