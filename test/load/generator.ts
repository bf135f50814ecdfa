import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#test/campaign/random.ts';
import type { Reply } from '#test/support/local-stack.ts';
import type { Book } from './figures.ts';

/** One request, and by which name it is counted. */
export type Shot = {
  readonly name: string;
  readonly fire: () => Promise<Reply>;
};

/** No more than so many are waited for at once: a system that stands still must not take the generator's memory too. */
const MOST_OPEN = 400;

const timed = async ({ name, fire }: Shot, planned: number, book: Book): Promise<void> => {
  const { status, headers } = await fire();
  book.note(name, performance.now() - planned, status, headers.has('retry-after'));
};

/**
 * The open model: requests come when they come (exponential gaps, `rate` a second), whether or not earlier ones were answered. Latency
 * counts from the planned instant, so that a system that stalls is charged for everybody who came meanwhile.
 */
export const openModel = async (
  {
    rate,
    most,
    seconds,
    mostOpen = MOST_OPEN,
  }: {
    readonly rate: (second: number) => number;
    /** The highest rate there is. */
    readonly most: number;
    readonly seconds: number;
    readonly mostOpen?: number;
  },
  next: () => Shot,
  random: Random,
  book: Book,
): Promise<void> => {
  const began = performance.now();
  const open = new Set<Promise<void>>();
  for (let at = 0; ; ) {
    // As many as at the highest rate, of which the rate of the moment keeps its share.
    at += (-Math.log(1 - random.next()) / most) * 1000;
    if (at >= seconds * 1000) break;
    if (random.next() >= rate(at / 1000) / most) continue;
    const wait = began + at - performance.now();
    if (wait > 1) await pause(wait);
    while (open.size >= mostOpen) await Promise.race(open);
    const one: Promise<void> = timed(next(), began + at, book).finally(() => open.delete(one));
    open.add(one);
  }
  await Promise.all(open);
};

/** The closed model: `people` who each wait for the answer, think, and ask again. */
export const closedModel = async (
  {
    people,
    thinkMs,
    seconds,
  }: { readonly people: number; readonly thinkMs: number; readonly seconds: number },
  next: () => Shot,
  random: Random,
  book: Book,
): Promise<void> => {
  const until = performance.now() + seconds * 1000;
  const person = async (): Promise<void> => {
    while (performance.now() < until) {
      await pause(2 * thinkMs * random.next());
      await timed(next(), performance.now(), book);
    }
  };
  await Promise.all(Array.from({ length: people }, person));
};
