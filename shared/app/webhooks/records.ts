import { type Instant, seconds } from '#shared/domain/kernel/time.ts';
import { newState, type WebhookState } from '#shared/domain/webhooks/state.ts';
import type { WebhookStream } from '#shared/domain/webhooks/stream.ts';
import { liveSecrets, sealedAbout, type Webhook } from '#shared/domain/webhooks/webhook.ts';
import type { Context } from '../ports.ts';
import { create, type Found, ref, update, type Write } from '../records.ts';
import type { WebhookMessage, WebhookTools } from './ports.ts';

/** A queue holds a message back no longer than this (AWS); later tries are found by their timer. */
const LONGEST_DELAY_MS = seconds(900);

export const stateRef = (hookId: string) => ref('webhookState', hookId);
export const streamRef = (hookId: string, streamId: string) => ref('webhookStream', hookId, streamId);

export const stateOf = (found: Found, hookId: string): WebhookState =>
  found.one(stateRef(hookId)) ?? newState(hookId);

/** The write of a state, where it has changed. */
export const stateWrites = (before: WebhookState, next: WebhookState): readonly Write[] => {
  if (next === before) return [];
  return [before.version === 0 ? create('webhookState', next) : update('webhookState', before, next)];
};

export const streamWrite = (before: WebhookStream | undefined, next: WebhookStream): Write =>
  before ? update('webhookStream', before, next) : create('webhookStream', next);

/** The secrets that sign now, opened, the present one first. */
export const openSecrets = (
  hook: Webhook,
  { unseal, now }: Pick<Context, 'unseal' | 'now'>,
): readonly string[] =>
  liveSecrets(hook, now).flatMap(({ sealed }) => {
    const text = unseal(sealedAbout(hook.id), sealed);
    return typeof text === 'string' ? [text] : [];
  });

/** Sends a message that comes at an instant; what is too far off, or lost, is found by its timer. */
export const comeBack = async (
  message: WebhookMessage,
  at: Instant,
  { queue, clock }: Pick<WebhookTools, 'queue' | 'clock'>,
): Promise<void> => {
  const delayMs = Math.max(0, at - clock());
  if (delayMs <= LONGEST_DELAY_MS)
    await queue.send([{ body: message, delaySeconds: Math.ceil(delayMs / 1000) }]);
};

/** The record of the trail that a webhook was disabled by the system. */
export const disabledWrites = (
  before: WebhookState,
  next: WebhookState,
  context: Context,
): readonly Write[] => {
  if (!next.disabled || before.disabled) return [];
  return [
    create('audit', {
      id: context.newId('aud'),
      at: context.now,
      actor: { type: context.caller.type, id: context.caller.id, role: context.caller.role },
      action: 'webhook.disabled',
      object: next.hookId,
      result: 'done',
      data: { because: next.disabled.because },
    }),
  ];
};
