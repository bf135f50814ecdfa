import type { Request } from '../support/lanes.ts';

/** A kind of request that users send, and what it must not exceed. */
export type Operation = {
  readonly name: string;
  /** Makes ready so many requests, each of which can be sent once, in any order and at once. */
  readonly prepare: (count: number) => Promise<readonly Request[]>;
  /** Sequential round trips to the table, at most. */
  readonly maxTrips?: number;
  /** Read units as a multiple of what the sizes of the items alone would cost, at most. */
  readonly maxReads?: number;
  /** Only counted, not timed: what it needs before each request would be timed with it. */
  readonly untimed?: boolean;
  /** So many requests are timed at most, where making them ready takes long. */
  readonly atMost?: number;
};
