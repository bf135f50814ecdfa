import { growth } from './figures.ts';

/** What one execution environment kept at one look, and how many requests it had handled by then. */
export type Look = {
  readonly threadId: number;
  readonly functionName: string;
  readonly handled: number;
  readonly bytes: number;
};
/** An environment that lived through the second half of all looks. */
export type Keeping = {
  readonly functionName: string;
  /** Requests handled in the second half. */
  readonly handled: number;
  readonly firstMb: number;
  readonly lastMb: number;
  /** By least squares over the second half. */
  readonly growth: number;
  /** What each request of the second half left behind, by the same line. */
  readonly bytesARequest: number;
};

/** More than this is a leak, where enough requests were handled to tell. */
export const MOST_GROWTH = 0.05;
/** Fewer requests than this in the second half show nothing. */
export const ENOUGH_REQUESTS = 500;

/** Of the second half, in which everything is warm. The busiest come first. */
export const keepingOf = (rounds: readonly (readonly Look[])[]): Keeping[] => {
  const warm = rounds.slice(Math.floor(rounds.length / 2));
  const looks = new Map<number, Look[]>();
  for (const look of warm.flat()) looks.set(look.threadId, [...(looks.get(look.threadId) ?? []), look]);
  return [...looks.values()]
    .filter((of) => of.length === warm.length)
    .flatMap((of) => {
      const [first, last] = [of[0], of.at(-1)];
      if (!first || !last) return [];
      const handled = last.handled - first.handled;
      const grown = growth(of.map(({ bytes }) => bytes));
      return {
        functionName: first.functionName,
        handled,
        firstMb: first.bytes / 1024 ** 2,
        lastMb: last.bytes / 1024 ** 2,
        growth: grown,
        bytesARequest: handled === 0 ? 0 : (grown * first.bytes) / handled,
      };
    })
    .sort((a, b) => b.handled - a.handled);
};

/** Those among the busy that keep more and more. */
export const leaking = (all: readonly Keeping[]): Keeping[] =>
  all.filter(({ handled, growth: grown }) => handled >= ENOUGH_REQUESTS && grown > MOST_GROWTH);
