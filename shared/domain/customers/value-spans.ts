import { parseDuration } from '../kernel/duration.ts';

const DAY = 86_400_000;

/** Durations of settings, read once: a standing asks for a dozen of them many times. */
const spans = new Map<string, number>();
const MOST_SPANS = 200;

/** Milliseconds of a duration that its schema has let through. */
export const spanOf = (duration: string): number => {
  const known = spans.get(duration);
  if (known !== undefined) return known;
  const ms = parseDuration(duration);
  if (ms === undefined) throw new Error(`a setting is not a duration: ${duration}`);
  if (spans.size >= MOST_SPANS) spans.clear();
  spans.set(duration, ms);
  return ms;
};

/** A span as whole days, rounded up, kept between two others; in milliseconds. The upper bound wins. */
export const daysWithin = (span: number, atLeast: number, atMost: number): number =>
  Math.min(atMost, Math.max(atLeast, Math.ceil(span / DAY) * DAY));

/** ISO 8601 of a span in days, rounded up: `P45D`. */
export const inDays = (span: number): string => `P${Math.ceil(span / DAY)}D`;
