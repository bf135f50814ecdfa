import * as z from 'zod';
import { days, type Instant, instantSchema } from '../kernel/time.ts';
import { zoneOf } from '../sla/zone.ts';
import { dateIn } from '../surveys/local-date.ts';

/** How many personal records one person has revealed on one day of the organisation's calendar. */
export const revealTallySchema = z.object({
  userId: z.string(),
  /** `YYYY-MM-DD` in the organisation's time zone. */
  day: z.string(),
  count: z.int().positive(),
  version: z.int().positive(),
  expiresAt: instantSchema,
});
export type RevealTally = Readonly<z.infer<typeof revealTallySchema>>;

/** Which day's tally a reveal at that instant counts into. */
export const revealDay = (now: Instant, timeZone: string): string => dateIn(now, timeZone);

/** The tally with this reveal in it; one that was in vain for the limit isn't counted, so nobody is locked out for longer. */
export const withReveal = (
  tally: RevealTally | undefined,
  { userId, day, now }: { userId: string; day: string; now: Instant },
): RevealTally =>
  tally
    ? { ...tally, count: tally.count + 1, version: tally.version + 1 }
    : { userId, day, count: 1, version: 1, expiresAt: now + days(3) };

/** Whole seconds from that instant until the next day begins there. */
export const secondsToNextDay = (now: Instant, timeZone: string): number => {
  const zone = zoneOf(timeZone);
  const dayMs = days(1);
  const nextMidnight = (Math.floor((now + zone.offsetMs(now)) / dayMs) + 1) * dayMs;
  return Math.max(1, Math.ceil((zone.instantOf(nextMidnight) - now) / 1000));
};

/** A case that has been closed for longer is no reason to see somebody's data. */
export const CASE_COUNTS_FOR_MS = days(30);
