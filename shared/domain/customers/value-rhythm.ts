import type { Instant } from '../kernel/time.ts';
import type { Tally } from './value-tally.ts';

const DAY = 86_400_000;

/** When a customer buys: purchase days and the gaps between them. */
export type Rhythm = {
  /**
   * How many days they bought on. A purchase day lasts 24 hours from its first purchase, so that it needs no time zone and is the same
   * in whatever order the orders came.
   */
  readonly days: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** When the newest purchase days began, earliest first. */
  readonly starts: readonly Instant[];
};

const startsOf = ({ recent, older }: Tally): readonly Instant[] => {
  const starts: Instant[] = [];
  let dayAt = older?.dayAt ?? Number.NEGATIVE_INFINITY;
  for (const at of recent) {
    if (at - dayAt < DAY) continue;
    starts.push(at);
    dayAt = at;
  }
  return starts;
};

/** The rhythm of a customer's purchases, or `undefined` without any. */
export const rhythmOf = (tally: Tally): Rhythm | undefined => {
  const { recent, older } = tally;
  const firstAt = older?.firstAt ?? recent[0];
  const lastAt = recent.at(-1) ?? older?.lastAt;
  if (firstAt === undefined || lastAt === undefined) return undefined;
  const starts = startsOf(tally);
  return { days: (older?.days ?? 0) + starts.length, firstAt, lastAt, starts };
};

/** Milliseconds without a purchase; an order dated in the future is silence of none. */
export const silenceOf = ({ lastAt }: Pick<Rhythm, 'lastAt'>, now: Instant): number =>
  Math.max(0, now - lastAt);

/** The usual span between two purchase days in milliseconds, or `undefined` where there was only one. */
export const usualGap = ({ days, firstAt, starts }: Rhythm): number | undefined => {
  const last = starts.at(-1);
  return days < 2 || last === undefined || last <= firstAt ? undefined : (last - firstAt) / (days - 1);
};

/** How many purchase days began after `from`, of those that are kept one by one. */
export const daysSince = ({ starts }: Rhythm, from: Instant): number =>
  starts.filter((at) => at > from).length;
