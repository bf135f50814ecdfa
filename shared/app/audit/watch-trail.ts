import { AUDIT_LIFE_MS } from '#shared/domain/audit/audit-event.ts';
import { days, hours, type Instant } from '#shared/domain/kernel/time.ts';
import type { Problem } from './compare.ts';
import { digestDay } from './digest-day.ts';
import { sealTrail } from './seal-trail.ts';
import type { SealedTrail } from './trail.ts';
import { verifyTrail } from './verify-trail.ts';

/** Time for each part of a run. Sealing that is not done then goes on in the next run. */
const SEALING_MS = 60_000;
const CHECKING_MS = 25_000;
/** Of all kept days one is looked at again in each run, so that each has its turn within 18 days. */
const KEPT_DAYS = AUDIT_LIFE_MS / days(1);

/** How a run went. It is well when everything is sealed and nothing was found. */
export type WatchReport = {
  readonly seals: number;
  readonly records: number;
  readonly day?: string;
  readonly checked: number;
  readonly complete: boolean;
  /** The first twenty. */
  readonly problems: readonly Problem[];
  readonly isWell: boolean;
};

/** The old day whose turn it is in this hour. */
const turnOf = (now: Instant): { from: Instant; to: Instant } => {
  const hour = Math.floor(now / hours(1));
  const from = now - (now % days(1)) - days(1 + (hour % KEPT_DAYS));
  return { from, to: from + days(1) };
};

/**
 * One run of the watch over the trail: seals what is older than an hour, locks the day's digest away, and compares what there is
 * since the beginning of yesterday, and one older day, with their seals.
 */
export const watchTrail = async (
  trail: SealedTrail,
  now: Instant,
  spent: () => number,
): Promise<WatchReport> => {
  const sealed = await sealTrail(trail, now, () => spent() > SEALING_MS);
  const day = sealed.complete ? await digestDay(trail, sealed.until) : undefined;
  const checkedFrom = spent();
  const isOver = () => spent() - checkedFrom > CHECKING_MS;
  const spans = [{ from: now - (now % days(1)) - days(1), to: now }, turnOf(now)];
  const problems: Problem[] = [];
  let checked = 0;
  for (const { from, to } of spans) {
    if (from < 0) continue;
    const found = await verifyTrail(trail, { from, to, now }, { isOver });
    checked += found.checked;
    problems.push(...found.problems);
  }
  return {
    seals: sealed.seals,
    records: sealed.records,
    ...(day === undefined ? {} : { day }),
    checked,
    complete: sealed.complete,
    problems: problems.slice(0, 20),
    isWell: sealed.complete && problems.length === 0,
  };
};
