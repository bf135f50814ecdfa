/** What came of the requests of one kind. Latencies in milliseconds, from the instant at which a request was to be sent. */
export type Figures = {
  readonly latencies: number[];
  readonly statuses: Map<number, number>;
  /** 429 and 503 that say when to come again. */
  retryAfter: number;
};

const noFigures = (): Figures => ({ latencies: [], statuses: new Map(), retryAfter: 0 });

/** Figures by the name of an operation, or of whoever asks. */
export const createBook = () => {
  const book = new Map<string, Figures>();
  return {
    book,
    note(name: string, ms: number, status: number, hasRetryAfter: boolean): void {
      const one = book.get(name) ?? noFigures();
      book.set(name, one);
      one.latencies.push(ms);
      one.statuses.set(status, (one.statuses.get(status) ?? 0) + 1);
      if (hasRetryAfter && (status === 429 || status === 503)) one.retryAfter += 1;
    },
  };
};
export type Book = ReturnType<typeof createBook>;

/** The value that `share` of all values do not exceed; 0 of none. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
};
export const middle = (values: readonly number[]): number => percentile(values, 0.5);

/** Growth by least squares: how much of its first value the line through all values gains from the first to the last. */
export const growth = (values: readonly number[]): number => {
  const n = values.length;
  if (n < 2) return 0;
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / n;
  const at = values.map((_, i) => i);
  const [x, y] = [mean(at), mean(values)];
  const slope =
    values.reduce((sum, value, i) => sum + (i - x) * (value - y), 0) /
    at.reduce((sum, i) => sum + (i - x) ** 2, 0);
  return (slope * (n - 1)) / (y - slope * x);
};

/** Answers that are neither what was asked for nor a word on when to come again. */
export const failures = ({ statuses, retryAfter }: Figures): number =>
  [...statuses].reduce((sum, [status, times]) => sum + (status < 200 || status >= 300 ? times : 0), 0) -
  retryAfter;

/** One line for each name. */
export const tableOf = (book: ReadonlyMap<string, Figures>): string =>
  [
    '| operation | requests | p50 ms | p95 ms | p99 ms | answers |',
    '| --- | --- | --- | --- | --- | --- |',
    ...[...book].map(([name, { latencies, statuses }]) => {
      const ms = [0.5, 0.95, 0.99].map((share) => percentile(latencies, share).toFixed(0)).join(' | ');
      const answers = [...statuses].map(([status, times]) => `${times} × ${status}`).join(', ');
      return `| ${name} | ${latencies.length} | ${ms} | ${answers} |`;
    }),
  ].join('\n');
