import { type Instant, minutes } from '../kernel/time.ts';
import { zoneOf } from '../sla/zone.ts';

/** A span of the day on a wall clock in which nobody is written to; it may cross midnight. Equal times: no such span. */
export type QuietHours = { readonly from: string; readonly to: string };

const DAY_MS = 86_400_000;

const msOfDay = (time: string): number => minutes(Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)));
const isBetween = (at: number, from: number, to: number): boolean =>
  from < to ? at >= from && at < to : at >= from || at < to;

/** Whether people in that IANA zone are left in peace at that instant. */
export const isQuiet = (at: Instant, quiet: QuietHours, timeZone: string): boolean => {
  const [from, to] = [msOfDay(quiet.from), msOfDay(quiet.to)];
  const wall = at + zoneOf(timeZone).offsetMs(at);
  return from !== to && isBetween(wall - Math.floor(wall / DAY_MS) * DAY_MS, from, to);
};

/**
 * The first instant from `at` on that is not in the quiet hours of that zone. Exact when clocks change: an end that is skipped
 * comes with the skip, of an end that occurs twice the first one still ahead counts. Where the skip swallows all the time of
 * the day that is not quiet, it is the next day's.
 */
export const afterQuietHours = (at: Instant, quiet: QuietHours, timeZone: string): Instant => {
  if (!isQuiet(at, quiet, timeZone)) return at;
  const zone = zoneOf(timeZone);
  const to = msOfDay(quiet.to);
  const wall = at + zone.offsetMs(at);
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS;
  const end = wall - midnight < to ? midnight + to : midnight + DAY_MS + to;
  const first = zone.instantOf(end);
  // The end's first occurrence may lie behind us, in an hour that the clocks show twice: then it is the second one.
  const next = first > at ? first : end - zone.offsetMs(at);
  return afterQuietHours(next, quiet, timeZone);
};
