import { AsyncLocalStorage } from 'node:async_hooks';

/** A clock that the model moves. Everything that runs inside `skewed` reads it with a difference of its own. */
export type VirtualClock = { now: number };

const skews = new AsyncLocalStorage<number>();

/** Runs with a clock that is so far ahead of (or behind) everybody else's. */
export const skewed = <T>(ms: number, run: () => Promise<T>): Promise<T> => skews.run(ms, run);

let isTaken = false;

/** Runs with a clock of our own in the place of the machine's; waits that the product makes between two tries pass at once. */
export const withVirtualClock = async <T>(run: (clock: VirtualClock) => Promise<T>): Promise<T> => {
  if (isTaken) throw new Error('there is one clock, and it is taken');
  isTaken = true;
  const clock: VirtualClock = { now: 0 };
  const [machineNow, machineTimeout] = [Date.now, globalThis.setTimeout];
  Date.now = () => clock.now + (skews.getStore() ?? 0);
  const atOnce = (callback: () => void): number => {
    queueMicrotask(callback);
    return 0;
  };
  Object.assign(globalThis, { setTimeout: atOnce });
  try {
    return await run(clock);
  } finally {
    Date.now = machineNow;
    globalThis.setTimeout = machineTimeout;
    isTaken = false;
  }
};
