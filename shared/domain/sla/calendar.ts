import { Refusal } from '../kernel/refusal.ts';
import { days, type Instant } from '../kernel/time.ts';
import { type CalendarDefinition, weekdays } from './calendar-definition.ts';
import { covers } from './china-holidays.ts';
import { dayHours, dayOf, yearOf } from './day-hours.ts';
import { countUpTo, openBefore, reach, type YearTable, yearStart, yearTable } from './year-table.ts';
import { zoneOf } from './zone.ts';

export type Interval = { readonly from: Instant; readonly to: Instant };

/** Which milliseconds count towards a promise. All arguments and answers are instants or real elapsed milliseconds. */
export type Calendar = {
  /**
   * The earliest instant at or after `start` by which `ms` open milliseconds have passed. It may be exactly a closing time; with
   * 0 it is `start` itself. Throws Refusal `calendar_not_covered` where that lies beyond the published holidays, or so far
   * ahead that nobody can promise it, and a RangeError for a negative span.
   */
  add(start: Instant, ms: number): Instant;
  /** Open milliseconds from `from` to `to`; 0 when `to` isn't later. Beyond the published holidays the weekly hours alone count. */
  elapsed(from: Instant, to: Instant): number;
  /** The open intervals between the two instants, in order and apart from each other. */
  intervals(from: Instant, to: Instant): readonly Interval[];
};

const refuseNegative = (ms: number): void => {
  if (!(ms >= 0)) throw new RangeError(`a span of time can't be ${ms}`);
};

/** Every millisecond counts. */
export const alwaysOpen: Calendar = {
  add: (start, ms) => {
    refuseNegative(ms);
    return start + ms;
  },
  elapsed: (from, to) => Math.max(0, to - from),
  intervals: (from, to) => (from < to ? [{ from, to }] : []),
};

const isAlwaysOpen = ({ week, overrides = [], holidays }: CalendarDefinition): boolean =>
  overrides.length === 0 &&
  holidays === undefined &&
  weekdays.every(
    (day) => week[day]?.length === 1 && week[day][0]?.from === '00:00' && week[day][0].to === '24:00',
  );

/** Wall years that are counted; time outside of them is closed. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
/** How far ahead a deadline is looked for: a bound for calendars that hardly ever open. */
const YEARS_AHEAD = 30;

const build = (definition: CalendarDefinition): Calendar => {
  const zone = zoneOf(definition.timeZone);
  const hours = dayHours(definition);
  const tables = new Map<number, YearTable>();
  const table = (year: number): YearTable => {
    const built = tables.get(year) ?? yearTable(zone, hours, year);
    tables.set(year, built);
    return built;
  };
  const total = (year: number): number => table(year).before.at(-1) ?? 0;
  const [first, end] = [yearStart(zone, FIRST_YEAR), yearStart(zone, LAST_YEAR + 1)];
  const yearAt = (at: Instant): number => yearOf(dayOf(at + zone.offsetMs(at)));
  const served = (year: number): boolean => definition.holidays === undefined || covers(year);

  const add = (start: Instant, ms: number): Instant => {
    refuseNegative(ms);
    if (ms === 0) return start;
    if (start < first || start >= end) throw new Refusal('calendar_not_covered');
    const from = yearAt(start);
    let open = openBefore(table(from), start) + ms;
    for (let year = from; year <= Math.min(from + YEARS_AHEAD, LAST_YEAR); year++) {
      if (!served(year)) break;
      const found = reach(table(year), open);
      if (found !== undefined) return found;
      open -= total(year);
    }
    throw new Refusal('calendar_not_covered');
  };

  const clamp = (at: Instant): Instant => Math.min(Math.max(at, first), end - 1);
  const years = (from: Instant, to: Instant): number[] => {
    const year = yearAt(from);
    return Array.from({ length: yearAt(to) - year + 1 }, (_, i) => year + i);
  };

  const elapsed = (from: Instant, to: Instant): number => {
    const [a, b] = [clamp(from), clamp(to)];
    if (b <= a) return 0;
    const span = years(a, b);
    const before = span.slice(0, -1).reduce((sum, year) => sum + total(year), 0);
    return before + openBefore(table(yearAt(b)), b) - openBefore(table(yearAt(a)), a);
  };

  const intervals = (from: Instant, to: Instant): Interval[] => {
    const [a, b] = [clamp(from), clamp(to)];
    const found: { from: Instant; to: Instant }[] = [];
    for (const year of b > a ? years(a, b) : []) {
      const { starts, ends } = table(year);
      for (let i = countUpTo(ends, a); i < starts.length; i++) {
        const open = { from: Math.max(starts[i] ?? b, a), to: Math.min(ends[i] ?? b, b) };
        if (open.from >= open.to) break;
        const last = found.at(-1);
        if (last?.to === open.from) last.to = open.to;
        else found.push(open);
      }
    }
    return found;
  };

  return { add, elapsed, intervals };
};

const compiled = new Map<string, Calendar>();
const KEPT = 100;

/** The calendar of a definition; the same one for equal definitions. The work of its first use in a year is 367 days. */
export const compileCalendar = (definition: CalendarDefinition): Calendar => {
  if (isAlwaysOpen(definition)) return alwaysOpen;
  const key = JSON.stringify(definition);
  const found = compiled.get(key);
  if (found) return found;
  const calendar = build(definition);
  const oldest = compiled.keys().next();
  if (compiled.size >= KEPT && !oldest.done) compiled.delete(oldest.value);
  compiled.set(key, calendar);
  return calendar;
};

/**
 * Refuses (`calendar_never_open`) a calendar without one open second in the 366 days from `now`: a clock on it would never end.
 * Days whose holidays are not published yet count by their weekly hours.
 */
export const assertOpens = (definition: CalendarDefinition, now: Instant): void => {
  if (compileCalendar(definition).elapsed(now, now + days(366)) < 1000)
    throw new Refusal('calendar_never_open');
};
