import { randomOf } from '#test/campaign/random.ts';
import { type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';
import { type Book, createBook } from './figures.ts';
import { openModel, type Shot } from './generator.ts';
import { keptCases } from './kept-cases.ts';
import { withKeptTokens } from './kept-tokens.ts';
import { type Kinds, noKinds, sorted } from './kinds.ts';
import { patientClients, tried } from './patient-client.ts';
import { trafficOf } from './traffic.ts';

export type SaleOptions = {
  readonly seed: number;
  /** Real seconds of the sale; as long before it and after it at the ordinary rate. */
  readonly seconds: number;
  /** Ordinary requests a second, and how many times as many come in the sale. */
  readonly rate: number;
  readonly peak: number;
  /** Requests a minute that a caller may send; undefined: as shipped. */
  readonly perCaller?: number | undefined;
};
export type SaleReport = {
  readonly before: Book['book'];
  readonly sale: Book['book'];
  readonly after: Book['book'];
  readonly kinds: Kinds;
  readonly cases: { meant: number; replayed: number; unanswered: number; lost: number; doubled: number };
  /** Seconds from the end of the sale until everybody had an answer, and until nothing waited any more. */
  readonly answeredS: number;
  readonly drainedS: number;
  readonly left: number;
};

const BEGIN = Date.parse('2026-03-02T01:00:00Z');
const AGENTS = ['agent1', 'agent2', 'agent3'];
const BEFORE = 20;
const SWEEP_EVERY_MS = 5000;
/** A generator that waits for answers would be a kinder crowd than a real one. */
const MOST_OPEN = 4000;

/** Both sweeps run while the crowd is there, without anything being waited for. */
const sweeping = (journey: Journey) => {
  const timer = setInterval(() => {
    for (const name of ['sla-sweep', 'survey-due']) void journey.stack.scheduler.run(`kefu-dev-${name}`);
  }, SWEEP_EVERY_MS);
  return (): void => clearInterval(timer);
};

const allow = async (journey: Journey, perCaller: number): Promise<void> => {
  const settings = await journey.as('admin').get('/v1/settings');
  const changed = await journey
    .as('admin')
    .patch(
      '/v1/settings',
      { rateLimits: { perCaller, machine: perCaller, public: perCaller } },
      { 'if-match': settings.headers.get('etag') ?? '' },
    );
  if (changed.status !== 200) throw new Error(`settings: ${changed.status}`);
};

/**
 * A flash sale under the product's own limits, shipped or given, and the ceiling of the stage: far more than this machine answers. Whoever opens a case
 * does not give up; whoever only looks goes away. Afterwards all that was promised is looked for.
 */
export const runSale = async ({ seed, seconds, rate, peak, perCaller }: SaleOptions): Promise<SaleReport> => {
  const random = randomOf(seed);
  const journey = withKeptTokens(await startJourney({ now: BEGIN, limits: true, throttle: true }));
  try {
    if (perCaller !== undefined) await allow(journey, perCaller);
    const { next, create } = trafficOf(journey, random, AGENTS);
    for (let n = 0; n < BEFORE; n++) await create();
    const cases = keptCases(journey, random, AGENTS);
    const clients = patientClients(random, 1);
    const kinds = noKinds();
    const [before, sale, after] = [createBook(), createBook(), createBook()];

    const shotInto = (book: Book) => (): Shot => {
      const shot = next();
      const note = (reply: Reply): Reply => {
        sorted(kinds, reply);
        return reply;
      };
      if (shot.name !== 'create a case')
        return { name: shot.name, fire: async () => note(await tried(shot.fire)) };
      const { fire, onAnswer } = cases.prepare();
      const onTry = (reply: Reply, ms: number): void => {
        note(reply);
        book.note(`${shot.name}, again`, ms, reply.status, reply.headers.has('retry-after'));
      };
      return { name: shot.name, fire: async () => note(await clients.send(fire, { onTry, onAnswer })) };
    };
    const stretch = (times: number, book: Book): Promise<void> =>
      openModel(
        { rate: () => rate * times, most: rate * times, seconds, mostOpen: MOST_OPEN },
        shotInto(book),
        random,
        book,
      );

    const stop = sweeping(journey);
    await stretch(1, before);
    await stretch(peak, sale);
    const ended = performance.now();
    await stretch(1, after);
    await clients.settled();
    const answeredS =
      (Math.max(ended, ...clients.errands.map(({ answeredAt }) => answeredAt)) - ended) / 1000;
    stop();
    await journey.drain();
    const drainedS = (performance.now() - ended) / 1000;
    const left = (await journey.queues()).reduce(
      (sum, { visible, inFlight, deadLetters }) => sum + visible + inFlight + deadLetters,
      0,
    );
    return {
      ...{ before: before.book, sale: sale.book, after: after.book, kinds, answeredS, drainedS, left },
      cases: {
        meant: cases.meant.length,
        replayed: cases.meant.filter(({ replayed }) => replayed).length,
        ...(await cases.check(BEFORE)),
      },
    };
  } finally {
    await journey.close();
  }
};
