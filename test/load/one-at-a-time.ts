import { setTimeout as pause } from 'node:timers/promises';
import { followLogs } from '#test/operations/log-files.ts';
import { complaint } from '#test/operations/ordinary-day.ts';
import { type Journey, startJourney } from '#test/support/local-stack.ts';

export type OneAtATimeOptions = {
  /** Messages, ten to a batch. */
  readonly messages: number;
  /** Virtual seconds that a batch takes, of the thirty that its function has, and real milliseconds in which it does so. */
  readonly batchSeconds: number;
  readonly batchMs: number;
};
export type OneAtATimeReport = {
  readonly handled: number;
  /** How often a message had been handed out when it was done, on average and at the most; it is given up after five times. */
  readonly receives: { readonly mean: number; readonly most: number };
  /** The most batches that ran at a time. */
  readonly atOnce: number;
  readonly deadLetters: number;
  readonly left: number;
  readonly virtualMinutes: number;
};

const BEGIN = Date.parse('2026-03-02T01:00:00Z');
const WORKER = 'workers-ticket-escalations';
const QUEUE = 'kefu-dev-ticket-escalations';
const TICK_MS = 20;
/** What functions print reaches their log files a moment later. */
const LOGGED_MS = 50;

/** What the log says of messages that are done. */
const doneIn = (texts: readonly string[]): { messageId: string; receiveCount: number }[] =>
  texts
    .filter((text) => text.includes('"message done"'))
    .map((text) => JSON.parse(text) as { messageId: string; receiveCount: number });

/** Each run of the worker takes so long at its first call of the table. Answers how many ran at once at the most. */
const slowed = ({ stack: { engines, workers } }: Journey, ms: number): (() => number) => {
  const seen = new Set<string>();
  let most = 0;
  engines.setFaults(({ service, accessKeyId }) => {
    if (service !== 'dynamodb' || workers.functionOf(accessKeyId) !== `kefu-dev-${WORKER}`) return undefined;
    const running = workers
      .list()
      .filter(
        ({ functionName, requestId }) => functionName === `kefu-dev-${WORKER}` && requestId !== undefined,
      );
    most = Math.max(most, running.length);
    const requestId = running.find((one) => one.accessKeyId === accessKeyId)?.requestId;
    if (requestId === undefined || seen.has(requestId)) return undefined;
    seen.add(requestId);
    return { kind: 'delay', ms };
  });
  return () => most;
};

/**
 * The worker of the escalations may run once at a time, while ten batches of its queue ask for it: most tries are refused. Its messages are of a case with
 * nothing due, so that each is done by looking.
 */
export const runOneAtATime = async (options: OneAtATimeOptions): Promise<OneAtATimeReport> => {
  const { messages, batchSeconds, batchMs } = options;
  const journey = await startJourney({ now: BEGIN, concurrency: { [WORKER]: 1 } });
  try {
    const { clock, engines } = journey.stack;
    const opened = await journey.as('agent1').post('/v1/tickets', complaint(1));
    const { id } = opened.body as { id: string };
    await journey.drain();
    const atOnce = slowed(journey, batchMs);
    const body = JSON.stringify({ ticketId: id, timerAt: '2026-03-01T01:00:00.000Z' });
    for (let n = 0; n < messages; n++) await engines.queues.send(QUEUE, body);
    const waiting = (): number => {
      const stats = engines.queues.stats().find(({ name }) => name === QUEUE);
      return (stats?.visible ?? 0) + (stats?.inFlight ?? 0);
    };
    const began = clock.now();
    const timer = setInterval(() => clock.advance(((batchSeconds * 1000) / batchMs - 1) * TICK_MS), TICK_MS);
    while (waiting() > 0) await pause(TICK_MS);
    clearInterval(timer);
    const virtualMinutes = (clock.now() - began) / 60_000;
    await pause(LOGGED_MS);
    const lines = followLogs(journey.home).next();
    const done = doneIn(
      lines.filter(({ functionName }) => functionName === `kefu-dev-${WORKER}`).map(({ text }) => text),
    );
    const counts = done.map(({ receiveCount }) => receiveCount);
    const dead = engines.queues.stats().find(({ name }) => name === `${QUEUE}-dlq`);
    return {
      handled: new Set(done.map(({ messageId }) => messageId)).size,
      receives: {
        mean: counts.reduce((sum, one) => sum + one, 0) / Math.max(1, counts.length),
        most: Math.max(0, ...counts),
      },
      atOnce: atOnce(),
      deadLetters: dead?.visible ?? 0,
      left: waiting(),
      virtualMinutes,
    };
  } finally {
    await journey.close();
  }
};
