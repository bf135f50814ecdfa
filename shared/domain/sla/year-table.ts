import type { Instant } from '../kernel/time.ts';
import type { DayHours } from './day-hours.ts';
import type { Zone } from './zone.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The open intervals of one calendar year: in order, apart from each other, with the open time before each of them. */
export type YearTable = {
  readonly starts: readonly Instant[];
  readonly ends: readonly Instant[];
  /** `before[i]` is the open time of the year before interval `i`; the last entry is the whole year's. */
  readonly before: readonly number[];
};

type Interval = { from: Instant; to: Instant };

const firstDay = (year: number): number => Date.UTC(year, 0, 1) / DAY_MS;

/** The first instant of a year in that zone. */
export const yearStart = (zone: Zone, year: number): Instant => zone.instantOf(Date.UTC(year, 0, 1));

/** The windows of the days, as instants. A day's offsets are asked for only where they change within it. */
const openings = (zone: Zone, hours: DayHours, from: number, to: number): Interval[] => {
  const found: Interval[] = [];
  // From the day before to the third day after: a window may end late on the next day, and zones reach from -12 to +14 hours.
  const offsets = Array.from({ length: to - from + 5 }, (_, i) => zone.offsetMs((from + i - 1) * DAY_MS));
  for (let day = from; day <= to; day++) {
    const offset = offsets[day - from];
    const steady = offset !== undefined && offset === offsets[day - from + 4];
    const at = (minute: number): Instant => {
      const wall = day * DAY_MS + minute * MINUTE_MS;
      return steady ? wall - offset : zone.instantOf(wall);
    };
    for (const window of hours(day)) found.push({ from: at(window.from), to: at(window.to) });
  }
  return found;
};

const clipped = (intervals: readonly Interval[], from: Instant, to: Instant): Interval[] =>
  intervals
    .map((interval) => ({ from: Math.max(interval.from, from), to: Math.min(interval.to, to) }))
    .filter((interval) => interval.from < interval.to)
    .sort((a, b) => a.from - b.from);

const merged = (sorted: readonly Interval[]): Interval[] => {
  const apart: Interval[] = [];
  for (const interval of sorted) {
    const last = apart.at(-1);
    if (last && interval.from <= last.to) last.to = Math.max(last.to, interval.to);
    else apart.push({ ...interval });
  }
  return apart;
};

/**
 * The table of one year. The last day of the year before is looked at too: its last window may end in this year.
 * The work is 367 days and at most 13 windows each, whatever the definition says.
 */
export const yearTable = (zone: Zone, hours: DayHours, year: number): YearTable => {
  const all = openings(zone, hours, firstDay(year) - 1, firstDay(year + 1) - 1);
  const open = merged(clipped(all, yearStart(zone, year), yearStart(zone, year + 1)));
  const before = [0];
  for (const { from, to } of open) before.push((before.at(-1) ?? 0) + (to - from));
  return { starts: open.map(({ from }) => from), ends: open.map(({ to }) => to), before };
};

/** How many of the values, which rise, are at or below `limit`. */
export const countUpTo = (values: readonly number[], limit: number): number => {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The open time of the year before `at`. */
export const openBefore = ({ starts, ends, before }: YearTable, at: Instant): number => {
  const index = countUpTo(starts, at) - 1;
  if (index < 0) return 0;
  return (before[index] ?? 0) + Math.min(at, ends[index] ?? at) - (starts[index] ?? at);
};

/** The earliest instant before which the year has `open` milliseconds of open time; `undefined` when the year has less. */
export const reach = ({ starts, before }: YearTable, open: number): Instant | undefined => {
  if (open > (before.at(-1) ?? 0)) return undefined;
  const index = Math.max(0, countUpTo(before, open - 1) - 1);
  const start = starts[index];
  return start === undefined ? undefined : start + open - (before[index] ?? 0);
};
