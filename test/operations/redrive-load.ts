import { setTimeout as pause } from 'node:timers/promises';
import { middle, percentile } from '#test/load/figures.ts';
import { startJourney } from '#test/support/local-stack.ts';
import { deskOf } from './desk.ts';
import { observe } from './observer.ts';
import { complaint } from './ordinary-day.ts';
import { ofWorker } from './real-faults.ts';

export type RedriveOptions = {
  /** All together; as many in each round. */
  readonly messages: number;
  readonly rounds: number;
};
export type RedriveReport = {
  readonly messages: number;
  /** Messages a second that left the dead letters, the median of the rounds and the most of one. */
  readonly rate: number;
  readonly mostRate: number;
  /** Requests of people while nothing was sent again, and meanwhile. */
  readonly requests: { readonly calm: number; readonly meanwhile: number };
  /** The slowest hundredth of them in each round, in ms. */
  readonly calmP99: readonly number[];
  readonly meanwhileP99: readonly number[];
  /** Medians of these, meanwhile to calm. */
  readonly ratio: number;
  /** What one message costs at the table when it is sent again. */
  readonly costs: { readonly calls: number; readonly read: number; readonly write: number };
  readonly left: number;
  readonly escalations: { readonly before: number; readonly after: number };
};

const BEGIN = Date.parse('2026-03-02T01:00:00Z');
const QUEUE = 'ticket-escalations';
const THINK_MS = 20;
/** What a task moves at its very first step comes before the first second has passed. */
const RATE = 50;

/**
 * Fills the dead letters of the escalations while the table refuses their worker, mends it, and sends them all again by the command line, with people at work
 * meanwhile; by turns with stretches as long in which nothing is sent again, since the machine is not ours alone. Every message repeats one that was done
 * before, so that nothing new may happen.
 */
export const redriveLoad = async ({ messages, rounds }: RedriveOptions): Promise<RedriveReport> => {
  const journey = await startJourney({ now: BEGIN, metrics: true });
  try {
    const { stack } = journey;
    const observer = observe(journey);
    const desk = deskOf(journey, observer);
    const opened = await journey.as('agent1').post('/v1/tickets', complaint(1));
    const { id } = opened.body as { id: string };
    await desk.jump(25 * 60);
    await desk.pass(2);
    const escalations = async (): Promise<number> => {
      const { body } = await journey.as('admin').get(`/v1/tickets/${id}/timeline?limit=100`);
      return (body as { items: { type: string }[] }).items.filter(({ type }) => type === 'escalated').length;
    };
    const before = await escalations();
    const share = Math.ceil(messages / rounds);
    const body = JSON.stringify({ ticketId: id, timerAt: '2026-03-03T01:00:00.000Z' });

    // The alarms have done their part; from here on calls of the worker are counted.
    const costs = { calls: 0, read: 0, write: 0 };
    let isCounting = false;
    stack.engines.onCall(({ service, accessKeyId, consumed }) => {
      const isWorkers = stack.workers.functionOf(accessKeyId) === `kefu-dev-workers-${QUEUE}`;
      if (!isCounting || service !== 'dynamodb' || !isWorkers) return;
      costs.calls += 1;
      costs.read += consumed.read;
      costs.write += consumed.write;
    });

    const fill = async (): Promise<void> => {
      observer.disturb(
        ofWorker(journey, QUEUE, () => ({ kind: 'error', code: 'AccessDeniedException', status: 400 })),
      );
      for (let n = 0; n < share; n++) await stack.engines.queues.send(`kefu-dev-${QUEUE}`, body);
      await stack.drain();
      observer.disturb();
      const dead = desk.depth(`${QUEUE}-dlq`);
      if (dead !== share) throw new Error(`${dead} dead letters`);
    };
    const paths = [`/v1/tickets/${id}`, '/v1/tickets?status=new&limit=50', `/v1/tickets/${id}/messages`];
    const ask = async (n: number): Promise<number> => {
      const began = performance.now();
      const reply = await journey.as('agent1').get(paths[n % paths.length] ?? '');
      if (reply.status !== 200) throw new Error(`a request fails meanwhile: ${reply.status}`);
      return performance.now() - began;
    };
    const askUntil = async (isOver: () => boolean): Promise<number[]> => {
      const latencies: number[] = [];
      for (let n = 0; !isOver(); n++) {
        latencies.push(await ask(n));
        await pause(THINK_MS);
      }
      return latencies;
    };
    /** Seconds that it took, and the requests meanwhile. */
    const redrive = async (): Promise<{ seconds: number; latencies: number[] }> => {
      const began = performance.now();
      let over: number | undefined;
      const command = desk.kefu('dead-letters', 'redrive', QUEUE, '--json').finally(() => {
        over = performance.now();
      });
      const latencies = await askUntil(() => over !== undefined);
      const { code, json } = await command;
      if (code !== 0 || json()[0]?.['moved'] !== share) throw new Error(JSON.stringify(json()));
      await stack.drain();
      return { seconds: ((over ?? began) - began) / 1000, latencies };
    };

    const [calm, meanwhile]: [number[][], number[][]] = [[], []];
    const rates: number[] = [];
    for (let n = 0; n < rounds; n++) {
      await fill();
      const until = performance.now() + (share / RATE) * 1000;
      calm.push(await askUntil(() => performance.now() >= until));
      isCounting = true;
      const { seconds, latencies } = await redrive();
      isCounting = false;
      meanwhile.push(latencies);
      // The first fifty leave at once.
      rates.push(Math.max(0, share - RATE) / seconds);
      console.log(
        `round ${n + 1}: p99 ${percentile(calm.at(-1) ?? [], 0.99).toFixed(0)} ms calm, ${percentile(latencies, 0.99).toFixed(0)} ms meanwhile, ${share} in ${seconds.toFixed(1)} s`,
      );
    }
    const p99s = (of: readonly number[][]): number[] => of.map((latencies) => percentile(latencies, 0.99));
    const [calmP99, meanwhileP99] = [p99s(calm), p99s(meanwhile)];
    return {
      messages: share * rounds,
      costs: {
        calls: costs.calls / (share * rounds),
        read: costs.read / (share * rounds),
        write: costs.write / (share * rounds),
      },
      rate: middle(rates),
      mostRate: Math.max(...rates),
      requests: { calm: calm.flat().length, meanwhile: meanwhile.flat().length },
      ...{ calmP99, meanwhileP99 },
      ratio: middle(meanwhileP99) / middle(calmP99),
      left: desk.depth(`${QUEUE}-dlq`) + desk.depth(QUEUE),
      escalations: { before, after: await escalations() },
    };
  } finally {
    await journey.close();
  }
};
