import type { Disturbance } from './play.ts';
import type { Told } from './story.ts';

export const isGood = ({ status }: Told): boolean => status >= 200 && status < 300;

/** What callers may be told: at the end that it is done; before that, unless their connection broke with the worker, only to come back. */
export const wrongWords = (
  told: readonly Told[],
  disturbance: Disturbance,
  doneAlready: readonly number[],
): string[] => {
  const last = told.at(-1);
  if (last === undefined) return [];
  // Who came again meanwhile, or whose own repeat came when its token was forgotten, may be told that it is done.
  const frozen = disturbance === 'frozen' || disturbance === 'lost for long';
  const crashed = frozen || disturbance.startsWith('killed');
  const before = told.slice(0, -1);
  const early = crashed ? [] : before.filter(({ status, retryAfter }) => status !== 503 || !retryAfter);
  const isLate = crashed && (frozen || before.length > 0) && doneAlready.includes(last.status);
  const end = isGood(last) || isLate || (crashed && doneByForm(told)) ? [] : [last];
  return [...early, ...end].map(
    ({ status, retryAfter }) => `told ${status}${retryAfter ? ' with Retry-After' : ''}`,
  );
};

/** A form whose sender saw a failure, looked, and found that it had come. */
const doneByForm = (told: readonly Told[]): boolean => told.length === 1 && (told[0]?.status ?? 0) >= 500;

const without = (all: readonly string[], gone: readonly string[]): string[] => {
  const rest = [...all];
  for (const one of gone) {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
};

/** How what a story left differs from what it leaves undisturbed. */
export const differences = (expected: readonly string[], left: readonly string[]): string[] => [
  ...without(expected, left).map((line) => `missing ${line}`),
  ...without(left, expected).map((line) => `too much ${line}`),
];
