import { instantOf, wallTimeOf } from './wall-time.ts';

/** A cron expression of EventBridge: six fields, months and weekdays by number or name, `L`, `W` and `#`. */
export type Cron = {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly matchesDay: (year: number, month: number, day: number) => boolean;
  readonly years: ReadonlySet<number>;
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
const DAY_MS = 86_400_000;

/** Reads `minutes hours day-of-month month day-of-week year`; throws on what the service would refuse. */
export const parseCron = (text: string): Cron => {
  const fields = text.trim().split(/\s+/);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  if (fields.length !== 6) throw new Error(`cron(${text}) must have six fields`);
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new Error(`cron(${text}): exactly one of day-of-month and day-of-week must be ?`);
  }
  const months = new Set(numbers(named(month, MONTHS, 1), 1, 12));
  const inMonth = dayOfMonth === '?' ? undefined : dayOfMonthTest(dayOfMonth);
  const inWeek = dayOfWeek === '?' ? undefined : dayOfWeekTest(named(dayOfWeek, WEEKDAYS, 1));
  return {
    minutes: numbers(minute, 0, 59),
    hours: numbers(hour, 0, 23),
    years: new Set(numbers(year, FIRST_YEAR, LAST_YEAR)),
    matchesDay: (y, m, d) => months.has(m) && (inMonth ?? inWeek ?? (() => false))(y, m, d),
  };
};

/**
 * The instants of a cron expression in a time zone. A wall time that daylight saving skips doesn't happen that day; one that
 * happens twice counts once, the first time (EventBridge Scheduler, "Daylight saving time").
 */
export const cronTimes =
  (cron: Cron, timeZone: string): ((afterMs: number) => number | undefined) =>
  (after) => {
    const from = wallTimeOf(after, timeZone);
    const lastYear = Math.max(...cron.years);
    for (let date = Date.UTC(from.year, from.month - 1, from.day); ; date += DAY_MS) {
      const day = new Date(date);
      const year = day.getUTCFullYear();
      if (year > lastYear) return undefined;
      if (!cron.years.has(year)) continue;
      if (!cron.matchesDay(year, day.getUTCMonth() + 1, day.getUTCDate())) continue;
      const found = firstOfDay(cron, timeZone, date, after);
      if (found !== undefined) return found;
    }
  };

const firstOfDay = (cron: Cron, timeZone: string, date: number, after: number): number | undefined => {
  let best: number | undefined;
  for (const hour of cron.hours) {
    for (const minute of cron.minutes) {
      const wall = date + (hour * 60 + minute) * 60_000;
      // No zone lies further than 15 hours from UTC: a cheap look before the costly one.
      if (wall + 15 * 3_600_000 < after) continue;
      if (best !== undefined && wall - 15 * 3_600_000 > best) return best;
      const instant = instantOf(wall, timeZone);
      if (instant !== undefined && instant > after && (best === undefined || instant < best)) return instant;
    }
  }
  return best;
};

const named = (field: string, names: readonly string[], first: number): string =>
  field.toUpperCase().replaceAll(/[A-Z]{3}/g, (name) => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`${name} is not a name in a cron field`);
    return String(index + first);
  });

const numbers = (field: string, low: number, high: number): number[] => {
  const chosen = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [from, to] = range === '*' ? [String(low), String(high)] : range.split('-');
    const start = Number(from);
    const end = to === undefined ? (part.includes('/') ? high : start) : Number(to);
    const stride = Number(step);
    const sane = [start, end, stride].every(Number.isInteger) && start >= low && end <= high && stride >= 1;
    if (!sane || from === '') throw new Error(`${field} is not a field of a cron expression`);
    // A range may run over the end, as in FRI-MON.
    const span = end >= start ? end - start : end + (high - low + 1) - start;
    for (let i = 0; i <= span; i += stride) chosen.add(((start - low + i) % (high - low + 1)) + low);
  }
  return [...chosen].sort((a, b) => a - b);
};

type DayTest = (year: number, month: number, day: number) => boolean;

const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 1 is Sunday, as in the expressions. */
const weekday = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

const dayOfMonthTest = (field: string): DayTest => {
  if (field === 'L') return (year, month, day) => day === lastDay(year, month);
  const nearest = /^(\d{1,2})W$/.exec(field)?.[1];
  if (nearest) return (year, month, day) => day === nearestWeekday(year, month, Number(nearest));
  const days = new Set(numbers(field, 1, 31));
  return (_year, _month, day) => days.has(day);
};

const nearestWeekday = (year: number, month: number, wanted: number): number | undefined => {
  const last = lastDay(year, month);
  if (wanted > last) return undefined;
  const day = weekday(year, month, wanted);
  if (day === 7) return wanted > 1 ? wanted - 1 : wanted + 2;
  if (day === 1) return wanted < last ? wanted + 1 : wanted - 2;
  return wanted;
};

const dayOfWeekTest = (field: string): DayTest => {
  const nth = /^([1-7])#([1-5])$/.exec(field);
  if (nth) {
    return (year, month, day) =>
      weekday(year, month, day) === Number(nth[1]) && Math.ceil(day / 7) === Number(nth[2]);
  }
  const last = /^([1-7])?L$/.exec(field);
  if (last) {
    const wanted = Number(last[1] ?? 7);
    return (year, month, day) =>
      weekday(year, month, day) === wanted && (last[1] === undefined || day + 7 > lastDay(year, month));
  }
  const days = new Set(numbers(field, 1, 7));
  return (year, month, day) => days.has(weekday(year, month, day));
};
