import { randomOf } from '#test/campaign/random.ts';
import { startJourney } from '#test/support/local-stack.ts';
import { type Book, createBook, failures, growth } from './figures.ts';
import { closedModel, openModel } from './generator.ts';
import { passing } from './passing.ts';
import { trafficOf } from './traffic.ts';

export type DayOptions = {
  readonly seed: number;
  /** Real seconds of each of the two models. */
  readonly seconds: number;
  /** Requests a second on an ordinary hour, of the open model. */
  readonly rate: number;
  /** How many times as many come in the middle fifth of the time: a flash sale. */
  readonly peak: number;
  /** Virtual minutes that pass with each real second. */
  readonly minutesASecond: number;
};
export type DayReport = {
  readonly open: Book['book'];
  readonly closed: Book['book'];
  /** Resident memory of the process that holds engines, functions and generator, once a second, in MB; the whole of the run. */
  readonly rssMb: readonly number[];
  /** Of the second half, in which everything is warm: the part of it that was added from its beginning to its end. */
  readonly grown: number;
  /** Messages that still wait when all was worked off, and dead letters. */
  readonly left: number;
  readonly failed: number;
};

const BEGIN = Date.parse('2026-03-02T01:00:00Z');
const AGENTS = ['agent1', 'agent2', 'agent3'];
/** Cases that are there before the first request is counted. */
const BEFORE = 40;

/**
 * A day of mixed traffic in the open model, with a flash sale in its middle, and one in the closed model; deadlines fall due and surveys
 * are sent meanwhile. Afterwards everything that waits is worked off.
 */
export const runDay = async ({
  seed,
  seconds,
  rate,
  peak,
  minutesASecond,
}: DayOptions): Promise<DayReport> => {
  const random = randomOf(seed);
  const journey = await startJourney({ now: BEGIN });
  try {
    const { next, create } = trafficOf(journey, random, AGENTS);
    for (let n = 0; n < BEFORE; n++) await create();
    const [open, closed] = [createBook(), createBook()];
    const rssMb: number[] = [];
    const clock = passing(
      journey,
      minutesASecond,
      () => void rssMb.push(process.memoryUsage.rss() / 1024 ** 2),
    );
    const isSale = (second: number): boolean => second >= seconds * 0.4 && second < seconds * 0.6;
    await openModel(
      { rate: (second) => (isSale(second) ? rate * peak : rate), most: rate * peak, seconds },
      next,
      random,
      open,
    );
    await closedModel({ people: 8, thinkMs: 200, seconds }, next, random, closed);
    await clock.stop();
    await journey.drain();
    const left = (await journey.queues()).reduce(
      (sum, { visible, inFlight, deadLetters }) => sum + visible + inFlight + deadLetters,
      0,
    );
    const failed = [...open.book.values(), ...closed.book.values()].reduce(
      (sum, one) => sum + failures(one),
      0,
    );
    return {
      ...{ open: open.book, closed: closed.book, rssMb, left, failed },
      grown: growth(rssMb.slice(Math.floor(rssMb.length / 2))),
    };
  } finally {
    await journey.close();
  }
};
