/** The value that so many percent of the values do not exceed (nearest rank). Throws on no values. */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('there is nothing to take a percentile of');
  return value;
};

/** The middle value: half of the values are at most it. */
export const median = (values: readonly number[]): number => percentile(values, 50);

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A call with its times on one clock, in ms. */
export type Span = { readonly startMs: number; readonly endMs: number };

/**
 * How many round trips one after another the calls make: the largest number of them of which no two overlap. Calls sent together
 * count once, however many they are.
 */
export const longestChain = (calls: readonly Span[]): number => {
  let chain = 0;
  let freeFrom = Number.NEGATIVE_INFINITY;
  // Of the calls that may come next, the one that ends first leaves most room for others.
  for (const { startMs, endMs } of calls.toSorted((a, b) => a.endMs - b.endMs)) {
    if (startMs < freeFrom) continue;
    chain++;
    freeFrom = endMs;
  }
  return chain;
};
