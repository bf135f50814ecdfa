/** A metric as CloudWatch knows it: a namespace, a name, and all of its dimensions. */
export type MetricName = {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

/** `Sum`, `Maximum`, `Minimum`, `SampleCount`, `Average`, or a percentile such as `p99`. */
export type Statistic = string;

export type Metrics = {
  /** One sample at an instant; samples of a metric come in the order of their instants. */
  readonly put: (name: MetricName, at: number, value: number) => void;
  /** The statistic of the samples after `from` up to and with `to`; undefined when there are none. */
  readonly statistic: (
    name: MetricName,
    statistic: Statistic,
    from: number,
    to: number,
  ) => number | undefined;
};

const keyOf = ({ namespace, metric, dimensions }: MetricName): string =>
  [
    namespace,
    metric,
    ...Object.keys(dimensions)
      .sort()
      .map((name) => `${name}=${dimensions[name]}`),
  ].join('|');

/** Samples of metrics, and their statistics in spans of time. A metric without a sample in a span has no value there, not 0. */
export const createMetrics = (): Metrics => {
  const samples = new Map<string, { at: number[]; values: number[] }>();
  return {
    put: (name, at, value) => {
      const key = keyOf(name);
      const known = samples.get(key) ?? { at: [], values: [] };
      if ((known.at.at(-1) ?? Number.NEGATIVE_INFINITY) > at)
        throw new RangeError(`${key}: a sample of ${new Date(at).toISOString()} comes after a later one`);
      known.at.push(at);
      known.values.push(value);
      samples.set(key, known);
    },
    statistic: (name, statistic, from, to) => {
      const known = samples.get(keyOf(name));
      if (!known) return undefined;
      return statisticOf(statistic, known.values.slice(after(known.at, from), after(known.at, to)));
    },
  };
};

/** How many of the instants, in order, are not after this one. */
const after = (instants: readonly number[], at: number): number => {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
};

const statisticOf = (statistic: Statistic, values: readonly number[]): number | undefined => {
  if (values.length === 0) return undefined;
  const sum = () => values.reduce((total, value) => total + value, 0);
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(statistic)?.[1];
  if (percentile !== undefined) {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((Number(percentile) / 100) * sorted.length) - 1)];
  }
  switch (statistic) {
    case 'Sum':
      return sum();
    case 'Average':
      return sum() / values.length;
    case 'SampleCount':
      return values.length;
    case 'Maximum':
      return Math.max(...values);
    case 'Minimum':
      return Math.min(...values);
    default:
      throw new Error(`no statistic ${statistic}`);
  }
};
