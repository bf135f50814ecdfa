import { days, minutes } from '#shared/domain/kernel/time.ts';

/** Opening hours by weekday, Sunday first, in minutes of the day on the wall clock of a time zone. */
export type Hours = {
  readonly timeZone: string;
  readonly week: readonly (readonly (readonly [from: number, to: number])[])[];
};

/** Every minute of every day. */
export const always = 'always';

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const parts = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  } as const;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', ...parts });
  formats.set(timeZone, made);
  return made;
};

const offsets = new Map<string, number>();
/** How far the wall clock is ahead of UTC in the quarter of an hour of an instant. */
const offsetAt = (timeZone: string, at: number): number => {
  const quarter = Math.floor(at / minutes(15)) * minutes(15);
  const key = `${timeZone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(quarter)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const wall = Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'],
    part['hour'],
    part['minute'],
  );
  offsets.set(key, wall - quarter);
  return wall - quarter;
};

const instantOf = (timeZone: string, wall: number): number =>
  wall - offsetAt(timeZone, wall - offsetAt(timeZone, wall));

/** The open stretches from an instant on, day by day. */
function* openFrom(hours: Hours, from: number): Generator<readonly [number, number]> {
  const { timeZone, week } = hours;
  const today = Math.floor((from + offsetAt(timeZone, from)) / days(1)) * days(1);
  for (let day = today; day < today + days(400); day += days(1)) {
    for (const [opens, closes] of week[new Date(day).getUTCDay()] ?? []) {
      const [a, b] = [instantOf(timeZone, day + minutes(opens)), instantOf(timeZone, day + minutes(closes))];
      if (b > from) yield [Math.max(a, from), b];
    }
  }
}

/** Open milliseconds between two instants. */
export const openBetween = (hours: Hours | typeof always, from: number, to: number): number => {
  if (hours === always) return Math.max(0, to - from);
  let open = 0;
  for (const [a, b] of openFrom(hours, from)) {
    if (a >= to) break;
    open += Math.min(b, to) - a;
  }
  return open;
};

/** The earliest instant by which so many open milliseconds have passed; it may be a closing time. */
export const afterOpen = (hours: Hours | typeof always, start: number, ms: number): number => {
  if (hours === always || ms === 0) return start + ms;
  let left = ms;
  for (const [a, b] of openFrom(hours, start)) {
    if (b - a >= left) return a + left;
    left -= b - a;
  }
  throw new Error('a calendar of the model never opens');
};
