import { days, type Instant, seconds } from '#shared/domain/kernel/time.ts';
import type { EffectRecord } from '../records.ts';

/** Longer than a worker lives: a claim older than this belongs to nobody any more. */
const LEASE_MS = seconds(60);
/** A claim is remembered for longer than any survey lives. */
const KEPT_MS = days(60);

/**
 * Takes the claim of an effect, or `undefined` when somebody has it now or it is done. The message that took it may take it again at once: it
 * only comes again when its worker is gone.
 */
export const claim = (
  id: string,
  effect: EffectRecord | undefined,
  now: Instant,
  owner?: string,
): EffectRecord | undefined => {
  const ours = owner !== undefined && effect?.owner === owner;
  if (effect !== undefined && (effect.state === 'sent' || (now < effect.leaseUntil && !ours)))
    return undefined;
  return {
    id,
    state: 'claimed',
    ...(owner === undefined ? {} : { owner }),
    leaseUntil: now + LEASE_MS,
    expiresAt: now + KEPT_MS,
    version: (effect?.version ?? 0) + 1,
  };
};

/** Gives the claim back after a failed try, so that the next one need not wait. */
export const released = (effect: EffectRecord, now: Instant): EffectRecord => ({
  ...effect,
  leaseUntil: now,
  version: effect.version + 1,
});

/** The provider has it. */
export const done = (effect: EffectRecord): EffectRecord => ({
  ...effect,
  state: 'sent',
  version: effect.version + 1,
});
