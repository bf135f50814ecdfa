import { randomOf } from '#test/campaign/random.ts';
import { startJourney } from '#test/support/local-stack.ts';
import { createBook, failures, middle, percentile } from './figures.ts';
import { openModel, type Shot } from './generator.ts';
import { trafficOf } from './traffic.ts';

export type FairnessOptions = {
  readonly seed: number;
  /** Pairs of quiet and noisy stretches, and the real seconds of each. */
  readonly rounds: number;
  readonly seconds: number;
  /** Requests a minute that each caller may send; the noisy one sends ten times as many. */
  readonly limit: number;
};
export type FairnessReport = {
  /** 99th percentile of everybody else's latencies, of each stretch, in ms. */
  readonly quietP99: readonly number[];
  readonly noisyP99: readonly number[];
  /** Medians of the stretches, noisy to quiet. */
  readonly ratio: number;
  readonly othersFailed: number;
  readonly noisy: { readonly answered: number; readonly refused: number; readonly other: number };
  /** Capacity units and calls to the table that one refused request costs, and one that is answered. */
  readonly refusedCosts: Cost;
  readonly answeredCosts: Cost;
};
type Cost = { readonly calls: number; readonly read: number; readonly write: number };

const BEGIN = Date.parse('2026-03-02T01:00:00Z');
const OTHERS = ['agent1', 'agent2'];
const NOISY = 'agent3';
/** Of all others together, each second: well below their own limits. */
const RATE = 6;

/** What a caller at ten times its limit does to everybody else: quiet and noisy stretches by turns, since the machine is not ours alone. */
export const runFairness = async ({
  seed,
  rounds,
  seconds,
  limit,
}: FairnessOptions): Promise<FairnessReport> => {
  const random = randomOf(seed);
  const journey = await startJourney({ now: BEGIN, limits: true });
  try {
    const settings = await journey.as('admin').get('/v1/settings');
    const changed = await journey
      .as('admin')
      .patch(
        '/v1/settings',
        { rateLimits: { perCaller: limit, machine: limit, public: limit } },
        { 'if-match': settings.headers.get('etag') ?? '' },
      );
    if (changed.status !== 200) throw new Error(`settings: ${changed.status}`);
    const { next, create } = trafficOf(journey, random, OTHERS);
    for (let n = 0; n < 20; n++) await create();
    const noiseRate = (10 * limit) / 60;
    const noise: Shot = { name: NOISY, fire: () => journey.as(NOISY).get('/v1/tickets/counts') };
    const noisy = createBook();
    let othersFailed = 0;

    const exhaust = async (): Promise<void> => {
      for (let n = 0; n < 2 * limit; n++) if ((await noise.fire()).status === 429) return;
      throw new Error('the limit is never reached');
    };
    /** Every stretch begins a minute of its own, and the noisy one has used up what it may send in it. */
    const stretch = async (isNoisy: boolean): Promise<number> => {
      await journey.advance('PT1M');
      if (isNoisy) await exhaust();
      const others = createBook();
      await Promise.all([
        openModel({ rate: () => RATE, most: RATE, seconds }, next, random, others),
        ...(isNoisy
          ? [openModel({ rate: () => noiseRate, most: noiseRate, seconds }, () => noise, random, noisy)]
          : []),
      ]);
      othersFailed += [...others.book.values()].reduce((sum, one) => sum + failures(one), 0);
      return percentile(
        [...others.book.values()].flatMap(({ latencies }) => latencies),
        0.99,
      );
    };
    await stretch(true);
    const [quietP99, noisyP99]: [number[], number[]] = [[], []];
    for (let n = 0; n < rounds; n++) {
      quietP99.push(await stretch(false));
      noisyP99.push(await stretch(true));
    }

    /** One request after the other, and what each costs on average. */
    const costOf = async (times: number, status: number): Promise<Cost> => {
      const sum = { calls: 0, read: 0, write: 0 };
      journey.stack.engines.onCall(({ service, consumed }) => {
        if (service !== 'dynamodb') return;
        sum.calls += 1;
        sum.read += consumed.read;
        sum.write += consumed.write;
      });
      for (let n = 0; n < times; n++) {
        const reply = await noise.fire();
        if (reply.status !== status) throw new Error(`${reply.status} instead of ${status}`);
      }
      journey.stack.engines.onCall(undefined);
      return { calls: sum.calls / times, read: sum.read / times, write: sum.write / times };
    };
    await journey.advance('PT1M');
    const answeredCosts = await costOf(Math.min(20, limit), 200);
    await exhaust();
    const refusedCosts = await costOf(20, 429);
    const statuses = noisy.book.get(NOISY)?.statuses ?? new Map<number, number>();
    const [answered, refused] = [statuses.get(200) ?? 0, statuses.get(429) ?? 0];
    const all = [...statuses.values()].reduce((sum, times) => sum + times, 0);
    return {
      ...{ quietP99, noisyP99, othersFailed, refusedCosts, answeredCosts },
      ratio: middle(noisyP99) / middle(quietP99),
      noisy: { answered, refused, other: all - answered - refused },
    };
  } finally {
    await journey.close();
  }
};
