import type { Store } from './store.ts';

/** The machine's time plus an offset that only grows; it ticks by itself. All values are milliseconds since 1970 in UTC. */
export type VirtualClock = {
  readonly now: () => number;
  /** Moves to an instant; throws `ClockGoesBack` when that lies in the past of this clock. */
  readonly moveTo: (instant: number) => void;
  readonly advance: (ms: number) => void;
  /** One signed 64-bit number, the offset in ms; workers look at it at each reading of their `Date`. */
  readonly shared: SharedArrayBuffer;
  /** Called after each move, never as the clock ticks. */
  readonly onMove: (listener: () => void) => void;
};

export class ClockGoesBack extends Error {
  constructor(from: number, to: number) {
    super(
      `the clock only goes forward: it reads ${new Date(from).toISOString()}, asked for ${new Date(to).toISOString()}`,
    );
    this.name = 'ClockGoesBack';
  }
}

const KEY = 'clock/offset-ms';
/** Beyond this, four-digit years end and ISO strings stop sorting. */
const LATEST = Date.UTC(9999, 11, 31);

/** A clock that remembers its offset in the store; `start` applies when the store has none yet, else it must not lie in the past. */
export const createClock = (store: Store, start?: number, machine: () => number = Date.now): VirtualClock => {
  const shared = new SharedArrayBuffer(8);
  const offset = new BigInt64Array(shared);
  const listeners: (() => void)[] = [];
  const now = () => machine() + Number(Atomics.load(offset, 0));
  const setOffset = (ms: number) => {
    store.set(KEY, ms);
    Atomics.store(offset, 0, BigInt(ms));
    for (const listener of listeners) listener();
  };
  const moveTo = (instant: number) => {
    const from = now();
    if (instant < from) throw new ClockGoesBack(from, instant);
    if (!(instant <= LATEST)) throw new RangeError('the clock ends with the year 9999');
    setOffset(Number(Atomics.load(offset, 0)) + Math.round(instant - from));
  };
  const known = store.get<number>(KEY);
  if (known !== undefined) Atomics.store(offset, 0, BigInt(known));
  if (start !== undefined) {
    if (known === undefined) setOffset(Math.round(start - machine()));
    else moveTo(start);
  }
  return {
    now,
    moveTo,
    advance: (ms) => {
      if (ms < 0) throw new ClockGoesBack(now(), now() + ms);
      moveTo(now() + ms);
    },
    shared,
    onMove: (listener) => void listeners.push(listener),
  };
};
