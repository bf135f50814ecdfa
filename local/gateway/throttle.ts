import type { Throttle } from './types.ts';

/** A token bucket in real time: answers whether one more request may pass. */
export const createThrottle = (
  { rate, burst }: Throttle,
  now: () => number = () => performance.now(),
): (() => boolean) => {
  let tokens = burst;
  let last = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - last) / 1000) * rate);
    last = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
