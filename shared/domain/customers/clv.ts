import type { Instant } from '../kernel/time.ts';
import type { Rhythm } from './value-rhythm.ts';

/**
 * How customers buy until they stop: the MBG/NBD model (Batislam, Denizel, Filiztekin 2007, after Fader, Hardie and Lee 2005). While
 * alive a customer buys at their own steady rate; after each purchase, the first included, they may stop for good.
 *
 * The constants are what one assumes before seeing anybody, not fitted to any data: Jeffreys' prior for the rate, with a mean of one order
 * a year, and an even (uniform) prior for the chance to stop.
 */
const RATE_SHAPE = 0.5;
const RATE_DAYS = 182.5;
const STOP_ONE = 1;
const STOP_OTHER = 1;

const DAY = 86_400_000;

/** What the model needs to know of a customer: repeat purchase days, and days from the first to the last of them and until now. */
export type Statistics = { readonly repeats: number; readonly recencyDays: number; readonly ageDays: number };

/** The model's sufficient statistics (x, t_x and T in the papers), in days. */
export const statisticsOf = ({ days, firstAt, lastAt }: Rhythm, now: Instant): Statistics => {
  const recencyDays = (lastAt - firstAt) / DAY;
  return { repeats: days - 1, recencyDays, ageDays: Math.max(recencyDays, (now - firstAt) / DAY) };
};

/** The chance that the customer hasn't stopped buying. */
export const aliveChance = ({ repeats, recencyDays, ageDays }: Statistics): number => {
  const silence = ((RATE_DAYS + ageDays) / (RATE_DAYS + recencyDays)) ** (RATE_SHAPE + repeats);
  return 1 / (1 + (STOP_ONE / (STOP_OTHER + repeats)) * silence);
};

/** The chance of at least one order within so many days from now. */
export const activeChance = (statistics: Statistics, withinDays: number): number => {
  const { repeats, ageDays } = statistics;
  const none = ((RATE_DAYS + ageDays) / (RATE_DAYS + ageDays + withinDays)) ** (RATE_SHAPE + repeats);
  return aliveChance(statistics) * (1 - none);
};

/** Orders to be expected within so many days from now, of a customer who keeps buying at their rate if they haven't stopped. */
export const expectedOrders = (statistics: Statistics, withinDays: number): number => {
  const rate = (RATE_SHAPE + statistics.repeats) / (RATE_DAYS + statistics.ageDays);
  return aliveChance(statistics) * rate * withinDays;
};

/**
 * What the customer is worth in the year to come, in minor units: the orders to be expected times the mean net worth of theirs so far
 * times the margin. Never negative.
 */
export const lifetimeMinor = (
  statistics: Statistics,
  { orders, minor }: { readonly orders: number; readonly minor: number },
  margin: number,
): number =>
  orders === 0 ? 0 : Math.max(0, Math.round(expectedOrders(statistics, 365) * (minor / orders) * margin));
