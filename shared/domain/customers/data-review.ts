import type { Instant } from '../kernel/time.ts';
import { spanMs } from '../surveys/settings.ts';
import type { Customer } from './customer.ts';
import type { DataReview } from './privacy.ts';
import type { PrivacySettings } from './privacy-settings.ts';

type Settings = PrivacySettings['dataReview'];

/** Whether the customer had to do with the shop lately: decides how often their data is looked at (M2.1). */
export const isActiveSince = (lastSeenAt: Instant, now: Instant, { inactiveAfter }: Settings): boolean =>
  now - lastSeenAt < spanMs(inactiveAfter);

/** When the data is due to be looked at, counted from when it was confirmed last. */
export const dueAt = (confirmedAt: Instant, isActive: boolean, { active, inactive }: Settings): Instant =>
  confirmedAt + spanMs(isActive ? active : inactive);

/** The plan after a confirmation at `now`. Active is taken for granted: the next look decides anew. */
export const confirmed = (now: Instant, settings: Settings): DataReview => {
  const at = dueAt(now, true, settings);
  return { confirmedAt: now, dueAt: at, nextAt: at };
};

/** The record with its data confirmed. */
export const withConfirmed = (before: Customer, now: Instant, settings: Settings): Customer => ({
  ...before,
  version: before.version + 1,
  updatedAt: Math.max(now, before.updatedAt),
  privacy: { ...before.privacy, dataReview: confirmed(now, settings) },
});

/**
 * The plan when it is looked at: `remind` says that staff are to be told now, once for each time it falls due. Where nothing is due yet it says when
 * to look again; after a reminder that is a whole period later.
 */
export const looked = (
  plan: DataReview | undefined,
  { createdAt, lastSeenAt }: { readonly createdAt: Instant; readonly lastSeenAt: Instant },
  now: Instant,
  settings: Settings,
): { readonly plan: DataReview; readonly remind: boolean } => {
  const confirmedAt = plan?.confirmedAt ?? createdAt;
  const isActive = isActiveSince(lastSeenAt, now, settings);
  const due = dueAt(confirmedAt, isActive, settings);
  const period = spanMs(isActive ? settings.active : settings.inactive);
  if (!settings.enabled) return { plan: { confirmedAt, dueAt: due, nextAt: now + period }, remind: false };
  if (due > now) return { plan: { confirmedAt, dueAt: due, nextAt: due }, remind: false };
  const before = plan?.remindedAt;
  if (before !== undefined && before >= due)
    return { plan: { confirmedAt, dueAt: due, remindedAt: before, nextAt: now + period }, remind: false };
  return { plan: { confirmedAt, dueAt: due, remindedAt: now, nextAt: now + period }, remind: true };
};
