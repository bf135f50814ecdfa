import type { Step } from './history.ts';

/**
 * Four checkers of histories, after the definitions of Jepsen's `jepsen.checker` (total-queue, set-full, unique-ids, counter), in our own
 * words. Elements are texts. `valid` is false for a proof of a fault, and `'unknown'` where the history shows nothing at all.
 */
type Valid = { readonly valid: boolean | 'unknown' };

type Tally = Map<string, number>;

const tally = (values: readonly unknown[]): Tally => {
  const counts: Tally = new Map();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return counts;
};
/** What `of` has more of than `less`, each as often as that. */
const minus = (of: Tally, less: Tally): string[] =>
  [...of].flatMap(([value, n]) => Array<string>(Math.max(0, n - (less.get(value) ?? 0))).fill(value));
const valuesOf = (steps: readonly Step[], f: string, type: Step['type']): unknown[] =>
  steps.filter((step) => step.f === f && step.type === type).map(({ value }) => value);
/** Without operations that certainly took no effect. */
const withoutFailures = (steps: readonly Step[]): Step[] => {
  const failed = new Set(steps.filter(({ type }) => type === 'fail').map(({ op }) => op));
  return steps.filter(({ op }) => !failed.has(op));
};

export type TotalQueue = Valid & {
  /** Acknowledged, and never came out. */
  readonly lost: readonly string[];
  /** Came out although nobody tried to put it in. */
  readonly unexpected: readonly string[];
  /** Came out more often than it was put in; a queue that delivers at least once may do that, so that it is for the caller to judge. */
  readonly duplicated: readonly string[];
  /** Not acknowledged, but came out. */
  readonly recovered: readonly string[];
};

/** What goes in must come out. The history has to include reading everything out at the end. */
export const totalQueue = (steps: readonly Step[], put = 'enqueue', take = 'dequeue'): TotalQueue => {
  const attempts = tally(valuesOf(steps, put, 'invoke'));
  const acknowledged = tally(valuesOf(steps, put, 'ok'));
  const out = tally(valuesOf(steps, take, 'ok'));
  const known = new Map([...out].filter(([value]) => attempts.has(value)));
  const real = new Map(
    [...known].map(([value, n]) => [value, Math.min(n, attempts.get(value) ?? 0)] as const),
  );
  const lost = minus(acknowledged, out);
  const unexpected = [...out.keys()].filter((value) => !attempts.has(value));
  return {
    valid: lost.length === 0 && unexpected.length === 0,
    lost,
    unexpected,
    duplicated: minus(known, attempts),
    recovered: minus(real, acknowledged),
  };
};

export type UniqueIds = Valid & { readonly acknowledged: number; readonly duplicated: readonly string[] };

/** No id is given out twice. */
export const uniqueIds = (steps: readonly Step[], generate = 'generate'): UniqueIds => {
  const given = tally(valuesOf(steps, generate, 'ok'));
  const duplicated = [...given].filter(([, n]) => n > 1).map(([value]) => value);
  return {
    valid: given.size === 0 ? 'unknown' : duplicated.length === 0,
    acknowledged: [...given.values()].reduce((sum, n) => sum + n, 0),
    duplicated,
  };
};

export type CounterRead = { readonly low: number; readonly read: number; readonly high: number };
export type Counter = Valid & { readonly reads: number; readonly errors: readonly CounterRead[] };

/**
 * A counter that begins at 0 and only grows: a read lies between what had been acknowledged when it began and what had been tried when it
 * ended.
 */
export const counter = (steps: readonly Step[], add = 'add', read = 'read'): Counter => {
  let low = 0;
  let high = 0;
  let reads = 0;
  const lowAt = new Map<number, number>();
  const errors: CounterRead[] = [];
  for (const { f, type, op, value } of withoutFailures(steps)) {
    if (f === add && Number(value) < 0) throw new RangeError('the counter only grows');
    if (f === add && type === 'invoke') high += Number(value);
    if (f === add && type === 'ok') low += Number(value);
    if (f === read && type === 'invoke') lowAt.set(op, low);
    if (f !== read || type !== 'ok') continue;
    reads++;
    const seen = { low: lowAt.get(op) ?? 0, read: Number(value), high };
    if (!(seen.low <= seen.read && seen.read <= seen.high)) errors.push(seen);
  }
  return { valid: reads === 0 ? 'unknown' : errors.length === 0, reads, errors };
};

export type SetFull = Valid & {
  /** Seen by every read from some moment on. */
  readonly stable: number;
  /** Known to be there, and not seen by the last reads. */
  readonly lost: readonly string[];
  /** Seen by none, and perhaps never there; with one that was acknowledged only because no read came after it. */
  readonly neverRead: readonly string[];
  /** Came more than once in one read. */
  readonly duplicated: readonly string[];
  /** Came in a read although nobody tried to add it. */
  readonly unexpected: readonly string[];
  /** For the stable ones: milliseconds from when they were known to the last read that missed them; 0, 50, 95, 99 and 100 %. */
  readonly latencies: readonly number[];
};

type Element = { known?: Step; present?: Step; absent?: Step };

const later = (one: Step | undefined, other: Step): Step =>
  one === undefined || one.index < other.index ? other : one;

/**
 * Every element that was added and acknowledged (or seen once) is in all later reads, or from some moment on. A read's value is the list of
 * all elements.
 */
export const setFull = (steps: readonly Step[], add = 'add', read = 'read'): SetFull => {
  const elements = new Map<string, Element>();
  const begins = new Map<number, Step>();
  const duplicated = new Set<string>();
  const unexpected = new Set<string>();
  for (const step of withoutFailures(steps)) {
    const { f, type, op, value } = step;
    if (f === add && type === 'invoke') elements.set(String(value), elements.get(String(value)) ?? {});
    const added = f === add && type === 'ok' ? elements.get(String(value)) : undefined;
    if (added) added.known ??= step;
    if (f === read && type === 'invoke') begins.set(op, step);
    if (f !== read || type !== 'ok') continue;
    const seen = tally(value as readonly unknown[]);
    for (const [name, n] of seen) {
      if (n > 1) duplicated.add(name);
      if (!elements.has(name)) unexpected.add(name);
    }
    const began = begins.get(op) ?? step;
    for (const [name, element] of elements) {
      if (seen.has(name)) {
        element.known ??= step;
        element.present = later(element.present, began);
      } else element.absent = later(element.absent, began);
    }
  }
  return outcome(elements, [...duplicated], [...unexpected]);
};

const outcome = (
  elements: ReadonlyMap<string, Element>,
  duplicated: readonly string[],
  unexpected: readonly string[],
): SetFull => {
  const lost: string[] = [];
  const neverRead: string[] = [];
  const latencies: number[] = [];
  for (const [name, { known, present, absent }] of elements) {
    const gone = absent?.index ?? -1;
    if (present && present.index > gone)
      latencies.push(absent ? Math.max(0, absent.time - (known?.time ?? 0)) : 0);
    else if (known && absent && known.index < gone) lost.push(name);
    else neverRead.push(name);
  }
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  const faulty = lost.length + duplicated.length + unexpected.length > 0;
  return {
    valid: faulty ? false : latencies.length === 0 ? 'unknown' : true,
    stable: latencies.length,
    lost,
    neverRead,
    duplicated,
    unexpected,
    latencies: latencies.length === 0 ? [] : [0, 0.5, 0.95, 0.99, 1].map(at),
  };
};
