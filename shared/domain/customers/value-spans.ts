import { parseDuration } from '../kernel/duration.ts';

const DAY = 86_400_000;

/** Milliseconds of a duration that its schema has let through. */
export const spanOf = (duration: string): number => {
  const ms = parseDuration(duration);
  if (ms === undefined) throw new Error(`a setting is not a duration: ${duration}`);
  return ms;
};

/** A span as whole days, rounded up, kept between two others; in milliseconds. The upper bound wins. */
export const daysWithin = (span: number, atLeast: number, atMost: number): number =>
  Math.min(atMost, Math.max(atLeast, Math.ceil(span / DAY) * DAY));

/** ISO 8601 of a span in days, rounded up: `P45D`. */
export const inDays = (span: number): string => `P${Math.ceil(span / DAY)}D`;
