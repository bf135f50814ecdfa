import { once } from '../kernel/once.ts';
import { days, type Instant } from '../kernel/time.ts';
import { chinaDays } from './china-days.generated.ts';

export type DayKind = 'off' | 'worked' | 'plain';

const years = Object.keys(chinaDays).map(Number);

/** The years whose public holidays the State Council has published, both included. */
export const coverage = { from: Math.min(...years), to: Math.max(...years) } as const;

const kinds = once(
  (): ReadonlyMap<string, DayKind> =>
    new Map(
      Object.entries(chinaDays).flatMap(([year, [off, worked]]) => {
        const entries = (text: string, kind: DayKind) =>
          text.split(' ').map((day) => [`${year}-${day.slice(0, 2)}-${day.slice(2)}`, kind] as const);
        return [...entries(off, 'off'), ...entries(worked, 'worked')];
      }),
    ),
);

/** What the State Council made of a date (`2026-05-01`): a day off, a weekend day that is worked (调休), or nothing special. */
export const chinaDay = (date: string): DayKind => kinds().get(date) ?? 'plain';

/** Whether the holidays of that year are published. */
export const covers = (year: number): boolean => year >= coverage.from && year <= coverage.to;

const WARNING_DAYS = 60;
// China has one zone and no daylight saving: the first moment that is not covered is a midnight at UTC+8.
const coveredUntil: Instant = Date.UTC(coverage.to + 1, 0, 1) - days(1) / 3;

/**
 * From 60 days before the published years end: until when they reach and how many whole days are left (0 when they are over).
 * `undefined` before that. An operator must then raise the package that carries the dates.
 */
export const coverageWarning = (
  now: Instant,
): { readonly until: Instant; readonly daysLeft: number } | undefined =>
  now < coveredUntil - days(WARNING_DAYS)
    ? undefined
    : { until: coveredUntil, daysLeft: Math.max(0, Math.floor((coveredUntil - now) / days(1))) };
