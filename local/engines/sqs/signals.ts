/** Who waits for messages of which queue, and when a hidden message comes up again. */
export type Signals = {
  /** Something may be visible in the queue now. */
  raise: (queue: string) => void;
  /** Something may become visible at a time of the virtual clock. */
  raiseAt: (queue: string, atMs: number) => void;
  listen: (listener: (queue: string) => void) => void;
  /** Resolves at the next signal of the queue, or after `ms` real milliseconds. */
  wait: (queue: string, ms: number) => Promise<void>;
  close: () => void;
};

/** The longest a timer of Node can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const createSignals = (now: () => number): Signals => {
  const listeners: ((queue: string) => void)[] = [];
  const waiting = new Map<string, Set<() => void>>();
  const alarms = new Map<string, { atMs: number; timer: NodeJS.Timeout }>();

  const raise = (queue: string): void => {
    for (const wake of waiting.get(queue) ?? []) wake();
    for (const listener of listeners) listener(queue);
  };

  return {
    raise,
    raiseAt: (queue, atMs) => {
      const inMs = atMs - now();
      if (inMs <= 0) {
        raise(queue);
        return;
      }
      const known = alarms.get(queue);
      if (known !== undefined && known.atMs <= atMs && known.atMs > now()) return;
      clearTimeout(known?.timer);
      const ring = () => {
        alarms.delete(queue);
        raise(queue);
      };
      alarms.set(queue, { atMs, timer: setTimeout(ring, Math.min(inMs, MAX_TIMER_MS)).unref() });
    },
    listen: (listener) => listeners.push(listener),
    wait: (queue, ms) =>
      new Promise((resolve) => {
        const waiters = waiting.get(queue) ?? new Set();
        waiting.set(queue, waiters);
        const wake = () => {
          clearTimeout(timer);
          waiters.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiters.add(wake);
      }),
    close: () => {
      for (const { timer } of alarms.values()) clearTimeout(timer);
      alarms.clear();
      for (const waiters of waiting.values()) for (const wake of waiters) wake();
    },
  };
};
