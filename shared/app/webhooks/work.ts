import { isHeld, leaseFor } from '#shared/domain/jobs/lease.ts';
import { seconds } from '#shared/domain/kernel/time.ts';
import { nextState, type WebhookState } from '#shared/domain/webhooks/state.ts';
import type { Webhook } from '#shared/domain/webhooks/webhook.ts';
import { type Context, LostRace } from '../ports.ts';
import type { Write } from '../records.ts';
import type { WebhookTools } from './ports.ts';
import { disabledWrites, stateOf, stateRef, stateWrites } from './records.ts';

const MOST_TRIES = 12;

/** The work on a webhook as a whole, under its lease. */
export type Work = {
  readonly context: Context;
  readonly hook: Webhook;
  readonly tools: WebhookTools;
  state(): WebhookState;
  /** Writes a change of the state, with others, decided again after a lost race. `false` when the lease is somebody else's by then. */
  settle(
    decide: (state: WebhookState) => { state: WebhookState; writes?: readonly Write[] },
  ): Promise<boolean>;
};

/** Takes the lease of the work that is due; `undefined` when none is, or somebody is at it. */
export const take = async (hookId: string, tools: WebhookTools): Promise<Work | undefined> => {
  const { open, commit, clock, owner } = tools;
  const now = clock();
  const context = await open([stateRef(hookId)]);
  const hook = context.config.webhooks.find(({ id }) => id === hookId);
  let state = stateOf(context.found, hookId);
  if (!hook || state.timerAt === undefined || isHeld(state.lease, owner, now)) return undefined;
  if (state.timerAt > now + seconds(1) && !state.lease) return undefined;
  const lease = leaseFor(owner, now);
  const taken = nextState(state, { lease, timerAt: lease.until });
  try {
    await commit(stateWrites(state, taken));
  } catch (error) {
    // Somebody else wrote: whoever has taken it does the work; anything else comes again with its message or its timer.
    if (error instanceof LostRace) return await take(hookId, tools);
    throw error;
  }
  state = taken;
  const settle: Work['settle'] = async (decide) => {
    for (let tries = 1; ; tries++) {
      const next = decide(state);
      try {
        await commit([
          ...stateWrites(state, next.state),
          ...(next.writes ?? []),
          ...disabledWrites(state, next.state, { ...context, now: clock() }),
        ]);
        state = next.state;
        return true;
      } catch (error) {
        if (!(error instanceof LostRace) || tries >= MOST_TRIES) throw error;
      }
      state = stateOf((await open([stateRef(hookId)])).found, hookId);
      if (state.lease?.owner !== owner) return false;
    }
  };
  return { context, hook, tools, settle, state: () => state };
};
