import * as z from 'zod';
import { type Instant, instantSchema } from '../kernel/time.ts';

/** What a customer's worth needs to know of one order. */
export type OrderFacts = {
  readonly orderId: string;
  readonly placedAt: Instant;
  readonly status: 'placed' | 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'returned';
  /** The order's total less its refunds, in minor units of `currency`. */
  readonly netMinor: number;
  /** ISO 4217. */
  readonly currency: string;
};

/** How many purchases are kept one by one; older ones only as numbers. */
export const KEPT_PURCHASES = 300;

const sumSchema = z.object({ orders: z.int().nonnegative(), minor: z.int() });

/** Purchases from before the kept ones. */
const olderSchema = z.object({
  orders: z.int().positive(),
  days: z.int().positive(),
  firstAt: instantSchema,
  lastAt: instantSchema,
  /** When the last of their purchase days began. */
  dayAt: instantSchema,
});

/**
 * The orders of a customer in numbers. Cancelled and returned orders are counted, but are no purchases. Everything is exact in
 * whatever order the orders come and change, as long as they are no more than `KEPT_PURCHASES`; beyond that `inexact` says
 * that a change among the oldest couldn't be followed, and the review counts again from the orders themselves.
 */
export const tallySchema = z.object({
  purchases: z.int().nonnegative(),
  cancelled: z.int().nonnegative(),
  returned: z.int().nonnegative(),
  /** Purchases and their worth, by currency. */
  sums: z.record(z.string(), sumSchema),
  /** When the newest purchases were placed, earliest first. */
  recent: z.array(instantSchema),
  older: olderSchema.exactOptional(),
  inexact: z.literal(true).exactOptional(),
});
export type Tally = Readonly<z.infer<typeof tallySchema>>;

/** No orders at all. */
export const emptyTally: Tally = { purchases: 0, cancelled: 0, returned: 0, sums: {}, recent: [] };

const DAY = 86_400_000;
type Older = NonNullable<Tally['older']>;

/** The first place in an ascending list whose value is above `at`. */
const placeAfter = (list: readonly Instant[], at: Instant): number => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
};

const folded = (older: Older | undefined, at: Instant): { older: Older; exact: boolean } => {
  if (older === undefined)
    return { older: { orders: 1, days: 1, firstAt: at, lastAt: at, dayAt: at }, exact: true };
  const orders = older.orders + 1;
  if (at < older.lastAt)
    return { older: { ...older, orders, firstAt: Math.min(older.firstAt, at) }, exact: false };
  const newDay = at - older.dayAt >= DAY;
  return {
    older: {
      ...older,
      orders,
      lastAt: at,
      days: older.days + (newDay ? 1 : 0),
      dayAt: newDay ? at : older.dayAt,
    },
    exact: true,
  };
};

/** The tally with its oldest purchases folded into numbers, so that at most `kept` remain one by one. */
const bounded = (tally: Tally, kept: number): Tally => {
  const surplus = tally.recent.length - kept;
  if (surplus <= 0) return tally;
  let { older } = tally;
  let exact = true;
  for (const at of tally.recent.slice(0, surplus)) {
    const step = folded(older, at);
    older = step.older;
    exact = exact && step.exact;
  }
  const next = { ...tally, recent: tally.recent.slice(surplus), ...(older ? { older } : {}) };
  return exact ? next : { ...next, inexact: true };
};

const shiftedSums = (
  sums: Tally['sums'],
  { currency, netMinor }: Pick<OrderFacts, 'currency' | 'netMinor'>,
  by: 1 | -1,
): Tally['sums'] => {
  const was = sums[currency] ?? { orders: 0, minor: 0 };
  const sum = { orders: Math.max(0, was.orders + by), minor: was.minor + by * netMinor };
  const { [currency]: _, ...others } = sums;
  return sum.orders === 0 ? others : { ...others, [currency]: sum };
};

const isPurchase = ({ status }: OrderFacts): boolean => status !== 'cancelled' && status !== 'returned';

const withoutPurchase = (tally: Tally, at: Instant): Pick<Tally, 'recent' | 'older' | 'inexact'> => {
  const { recent, older } = tally;
  const place = placeAfter(recent, at) - 1;
  const inexact = tally.inexact ? ({ inexact: true } as const) : {};
  const sameOlder = older === undefined ? {} : { older };
  if (recent[place] === at) {
    const left = recent.filter((_, n) => n !== place);
    // Without any kept purchase nobody knows when the last one was.
    const lost = older !== undefined && left.length === 0 ? ({ inexact: true } as const) : inexact;
    return { recent: left, ...sameOlder, ...lost };
  }
  if (older === undefined || older.orders === 1) return { recent, inexact: true };
  return { recent, older: { ...older, orders: older.orders - 1 }, inexact: true };
};

/** The tally with one more order. */
export const withCounted = (tally: Tally, order: OrderFacts, kept = KEPT_PURCHASES): Tally => {
  if (!isPurchase(order))
    return order.status === 'cancelled'
      ? { ...tally, cancelled: tally.cancelled + 1 }
      : { ...tally, returned: tally.returned + 1 };
  const place = placeAfter(tally.recent, order.placedAt);
  return bounded(
    {
      ...tally,
      purchases: tally.purchases + 1,
      sums: shiftedSums(tally.sums, order, 1),
      recent: [...tally.recent.slice(0, place), order.placedAt, ...tally.recent.slice(place)],
    },
    kept,
  );
};

/** The tally without an order that it counted. */
export const withoutCounted = (tally: Tally, order: OrderFacts): Tally => {
  if (!isPurchase(order))
    return order.status === 'cancelled'
      ? { ...tally, cancelled: Math.max(0, tally.cancelled - 1) }
      : { ...tally, returned: Math.max(0, tally.returned - 1) };
  const { cancelled, returned } = tally;
  return {
    cancelled,
    returned,
    purchases: Math.max(0, tally.purchases - 1),
    sums: shiftedSums(tally.sums, order, -1),
    ...withoutPurchase(tally, order.placedAt),
  };
};

/** Counts orders from scratch, in whatever order they are given. */
export const tallyOf = (orders: readonly OrderFacts[], kept = KEPT_PURCHASES): Tally =>
  [...orders]
    .sort((a, b) => a.placedAt - b.placedAt)
    .reduce((tally, order) => withCounted(tally, order, kept), emptyTally);

const combinedSums = (a: Tally['sums'], b: Tally['sums']): Tally['sums'] => {
  const sumOf = (currency: string) => ({
    orders: (a[currency]?.orders ?? 0) + (b[currency]?.orders ?? 0),
    minor: (a[currency]?.minor ?? 0) + (b[currency]?.minor ?? 0),
  });
  const currencies = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...currencies].map((currency) => [currency, sumOf(currency)]));
};

const combinedOlder = (a: Older | undefined, b: Older | undefined): Older | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    orders: a.orders + b.orders,
    days: a.days + b.days,
    firstAt: Math.min(a.firstAt, b.firstAt),
    lastAt: Math.max(a.lastAt, b.lastAt),
    dayAt: Math.max(a.dayAt, b.dayAt),
  };
};

/** The orders of two customers as if they were one; exact where neither has more than are kept. */
export const combinedTally = (a: Tally, b: Tally): Tally => {
  const older = combinedOlder(a.older, b.older);
  const inexact = Boolean(a.inexact ?? b.inexact ?? older !== undefined);
  return bounded(
    {
      purchases: a.purchases + b.purchases,
      cancelled: a.cancelled + b.cancelled,
      returned: a.returned + b.returned,
      sums: combinedSums(a.sums, b.sums),
      recent: [...a.recent, ...b.recent].sort((x, y) => x - y),
      ...(older === undefined ? {} : { older }),
      ...(inexact ? { inexact } : {}),
    },
    KEPT_PURCHASES,
  );
};
