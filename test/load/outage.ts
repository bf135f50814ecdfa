import { setTimeout as pause } from 'node:timers/promises';
import type { FaultPlan } from '#local/engines/faults.ts';
import { randomOf } from '#test/campaign/random.ts';
import { type Journey, type Reply, startJourney } from '#test/support/local-stack.ts';
import { type Book, createBook } from './figures.ts';
import { openModel, type Shot } from './generator.ts';
import { isAnswered, patientClients } from './patient-client.ts';
import { trafficOf } from './traffic.ts';

export type OutageOptions = {
  readonly seed: number;
  /** Requests each real second, first tries only. */
  readonly rate: number;
  /** Virtual minutes of the outage; as long before it, and three times as long after it. */
  readonly minutes: number;
  /** Virtual seconds in each real one. */
  readonly speed: number;
};
/** Virtual seconds; from the end of the outage where nothing else is said. */
export type OutageReport = {
  readonly before: Book['book'];
  readonly during: Book['book'];
  /** The last third of the time after the outage. */
  readonly late: Book['book'];
  /** Tries each second in the last tenth of the outage, for each first try of ordinary traffic. */
  readonly storm: number;
  /** Who waited for an answer when the table was back, and the most tries that somebody needed. */
  readonly waiting: number;
  readonly mostTries: number;
  /** Until all who had begun before the end of the outage were answered; until the last refusal; until no queue held anything due. */
  readonly answered: number;
  readonly lastRefusal: number;
  readonly queuesEmpty: number;
  readonly deadLetters: number;
  /** What was given up besides, by the queue that tells of it: runs of schedules, whose work the next run does, facts of the stream and of the bus. */
  readonly givenUp: Readonly<Record<string, number>>;
};

const BEGIN = Date.parse('2026-03-02T01:00:00Z');
const AGENTS = ['agent1', 'agent2', 'agent3'];
const BEFORE = 30;
const TICK_MS = 100;
const PREFIX = 'kefu-dev-';

/** Every call to the table fails: reads by key and writes are cut off, queries are told of an error on the table's side. */
const noTable =
  (isBroken: () => boolean): FaultPlan =>
  ({ service, operation }) => {
    if (service !== 'dynamodb' || !isBroken()) return undefined;
    return operation === 'Query'
      ? { kind: 'error', code: 'InternalServerError', status: 500 }
      : { kind: 'dropBefore' };
  };

/** The clock runs fast, and both sweeps begin once in each of its minutes. */
const running = (journey: Journey, speed: number) => {
  const { clock, scheduler } = journey.stack;
  let minute = Math.floor(clock.now() / 60_000);
  const timer = setInterval(() => {
    clock.advance((speed - 1) * TICK_MS);
    const now = Math.floor(clock.now() / 60_000);
    if (now === minute) return;
    minute = now;
    for (const name of ['sla-sweep', 'survey-due']) void scheduler.run(PREFIX + name);
  }, TICK_MS);
  return (): void => clearInterval(timer);
};

/** What waits in the queues that functions read, and what was given up. */
const backlog = async (journey: Journey) => {
  const items = await journey.queues();
  const due = items.filter(({ name }) => !name.endsWith('failures'));
  return {
    waiting: due.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0),
    deadLetters: due.reduce((sum, one) => sum + one.deadLetters, 0),
    givenUp: Object.fromEntries(
      items
        .filter(({ name, visible }) => name.endsWith('failures') && visible > 0)
        .map(({ name, visible }) => [name, visible]),
    ),
  };
};

/**
 * All calls to the table fail for some minutes. Nobody gives up: whoever got no answer tries again, with jitter and as `Retry-After` says, so that in
 * the end some ten times the ordinary traffic knocks. Then the table is back.
 */
export const runOutage = async ({ seed, rate, minutes, speed }: OutageOptions): Promise<OutageReport> => {
  const random = randomOf(seed);
  const journey = await startJourney({ now: BEGIN });
  try {
    const { next, create } = trafficOf(journey, random, AGENTS);
    for (let n = 0; n < BEFORE; n++) await create();
    let isBroken = false;
    journey.stack.engines.setFaults(noTable(() => isBroken));
    const clients = patientClients(random, speed);
    const [before, during, early, late] = [createBook(), createBook(), createBook(), createBook()];
    const tries: { at: number; answered: boolean }[] = [];
    const shotInto = (book: Book) => (): Shot => {
      const { name, fire } = next();
      const noted = async (): Promise<Reply> => {
        const reply = await fire();
        tries.push({ at: performance.now(), answered: isAnswered(reply) });
        return reply;
      };
      const onTry = (reply: Reply, ms: number): void =>
        book.note(`${name}, again`, ms, reply.status, reply.headers.has('retry-after'));
      return { name, fire: () => clients.send(noted, { onTry }) };
    };
    const seconds = (minutes * 60) / speed;
    const stretch = (book: Book, times = 1): Promise<void> =>
      openModel({ rate: () => rate, most: rate, seconds: seconds * times }, shotInto(book), random, book);

    const stop = running(journey, speed);
    await stretch(before);
    isBroken = true;
    await stretch(during);
    const ended = performance.now();
    const waiting = clients.waiting();
    isBroken = false;
    let emptyAt: number | undefined;
    const look = async (): Promise<void> => {
      while (emptyAt === undefined) {
        if ((await backlog(journey)).waiting === 0 && clients.waiting() < waiting)
          emptyAt = performance.now();
        else await pause(200);
      }
    };
    await Promise.all([stretch(early, 2), look()]);
    await stretch(late);
    await clients.settled();
    stop();
    const since = (at: number): number => Math.max(0, Math.round(((at - ended) / 1000) * speed));
    const old = clients.errands.filter(({ firstAt }) => firstAt < ended);
    const lastTenth = tries.filter(({ at }) => at < ended && at > ended - seconds * 100);
    const { deadLetters, givenUp } = await backlog(journey);
    return {
      ...{ before: before.book, during: during.book, late: late.book, waiting, deadLetters, givenUp },
      storm: lastTenth.length / (seconds / 10) / rate,
      mostTries: Math.max(...clients.errands.map((one) => one.tries)),
      answered: since(Math.max(...old.map(({ answeredAt }) => answeredAt))),
      lastRefusal: since(Math.max(ended, ...tries.filter(({ answered }) => !answered).map(({ at }) => at))),
      queuesEmpty: since(emptyAt ?? Number.POSITIVE_INFINITY),
    };
  } finally {
    journey.stack.engines.setFaults(undefined);
    await journey.close();
  }
};
