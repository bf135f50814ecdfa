import type { SentEvent } from '#shared/domain/webhooks/delivery.ts';
import type { WebhookState } from '#shared/domain/webhooks/state.ts';
import { newStream, told, type WebhookStream } from '#shared/domain/webhooks/stream.ts';
import type { Webhook } from '#shared/domain/webhooks/webhook.ts';
import type { Context } from '../ports.ts';
import type { WebhookTools } from './ports.ts';
import { stateOf, stateRef, streamRef } from './records.ts';

/** Which stream of which webhook, and the fact that was heard of, if one was. */
export type Asked = { readonly hookId: string; readonly streamId: string; readonly fact?: SentEvent };

/** A stream, its webhook and its state as they were found. */
export type Look = {
  readonly context: Context;
  readonly hook: Webhook;
  readonly state: WebhookState;
  /** As it is stored; `undefined` where it isn't yet. */
  readonly before: WebhookStream | undefined;
  /** With what was heard now. */
  readonly stream: WebhookStream;
};

/** Looks at a stream, unless `first` is that look already; takes it away when its webhook is gone. `undefined` where there is nothing to do. */
export const lookAt = async (
  { hookId, streamId, fact }: Asked,
  { open, commit, clock }: WebhookTools,
  first: Context | undefined,
): Promise<Look | undefined> => {
  const context = first ?? (await open([stateRef(hookId), streamRef(hookId, streamId)]));
  const before = context.found.one(streamRef(hookId, streamId));
  const hook = context.config.webhooks.find(({ id }) => id === hookId);
  if (!hook) {
    // Its webhook was deleted: nobody waits for these facts.
    if (before) await commit([{ op: 'remove', ref: streamRef(hookId, streamId) }]);
    return undefined;
  }
  const known = before ?? (fact && newStream(hookId, streamId, clock()));
  if (!known) return undefined;
  const stream = fact ? told(known, fact, clock()) : known;
  return { context, hook, state: stateOf(context.found, hookId), before, stream };
};
