import { hours, minutes, seconds } from '../kernel/time.ts';

/** Pauses after the first, second, … failed try of one delivery; the last one goes on. */
const PAUSES_MS: readonly number[] = [
  seconds(5),
  seconds(30),
  minutes(2),
  minutes(10),
  minutes(30),
  hours(1),
  hours(2),
  hours(4),
  hours(8),
];
/** After so long a delivery that nobody takes is given up, and a webhook that takes nothing is disabled. */
export const GIVE_UP_MS = hours(72);

/** Up to a fifth longer or shorter, so that what failed together does not come back together. */
const JITTER = 0.2;

const jittered = (ms: number, draw: number): number => Math.round(ms * (1 - JITTER + 2 * JITTER * draw));

const nth = (pauses: readonly number[], n: number): number =>
  pauses[Math.min(Math.max(n, 1), pauses.length) - 1] ?? 0;

/** The pause after the `tries`-th failed try; `draw` lies between 0 and 1. */
export const pauseAfter = (tries: number, draw: number): number => jittered(nth(PAUSES_MS, tries), draw);

/** How long a circuit stays open when it opens for the first, second, … time in a row. */
const OPEN_MS: readonly number[] = [
  minutes(1),
  minutes(2),
  minutes(5),
  minutes(15),
  minutes(30),
  hours(1),
  hours(2),
];

/** See `pauseAfter`. */
export const openFor = (times: number, draw: number): number => jittered(nth(OPEN_MS, times), draw);

/** A number between 0 and 1 made of random bytes. */
export const drawOf = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte, n) => sum + byte / 256 ** (n + 1), 0);
