import type { Fault, FaultPlan } from '#local/engines/faults.ts';
import type { Journey } from '#test/support/local-stack.ts';
import type { Desk } from './desk.ts';
import type { Observer } from './observer.ts';
import { complaint } from './ordinary-day.ts';
import { spoilSnapshot } from './spoil-snapshot.ts';

/** A running stack that is watched, and a case of it. */
export type Stage = {
  readonly journey: Journey;
  readonly observer: Observer;
  readonly desk: Desk;
  readonly ticketId: string;
};

/** Something that really goes wrong on a local stack, and the alarms that have to tell of it. */
export type RealFault = {
  readonly title: string;
  /** Lets it happen; answers what began to ring meanwhile. */
  readonly happen: (stage: Stage) => Promise<readonly string[]>;
  /** Exactly these. */
  readonly rings: readonly string[];
  /** Puts right what does not come right by itself. */
  readonly mend?: (stage: Stage) => Promise<void>;
  /** Minutes after which nothing rings any more. */
  readonly over: number;
};

const WORKER = 'ticket-escalations';
const refused = (code: string, status: number): Fault => ({ kind: 'error', code, status });

/** Calls of a queue's worker to the table. */
export const ofWorker =
  (journey: Journey, queue: string, fault: (accessKeyId: string) => Fault | undefined): FaultPlan =>
  ({ service, accessKeyId }) =>
    service === 'dynamodb' && journey.stack.workers.functionOf(accessKeyId) === `kefu-dev-workers-${queue}`
      ? fault(accessKeyId)
      : undefined;

export const realFaults: readonly RealFault[] = [
  {
    title: 'sweeps that stay away ring within five minutes, and are quiet when they are back',
    happen: ({ desk }) => desk.pass(5, { sweeps: false }),
    rings: ['sla-sweep-missing', 'survey-due-missing'],
    over: 2,
  },
  {
    title: 'a worker that is killed at its work rings, and its message is done by another',
    happen: async ({ journey, observer, desk, ticketId }) => {
      let killed = 0;
      const kill = (accessKeyId: string): Fault | undefined =>
        killed++ > 0
          ? undefined
          : { kind: 'before', run: () => void journey.stack.workers.kill(accessKeyId) };
      observer.disturb(ofWorker(journey, WORKER, kill));
      const timer = { ticketId, timerAt: '2026-03-03T01:00:00.000Z' };
      await journey.stack.engines.queues.send(`kefu-dev-${WORKER}`, JSON.stringify(timer));
      const rung = await desk.pass(1);
      if (killed === 0 || desk.depth(WORKER) + desk.depth(`${WORKER}-dlq`) > 0)
        throw new Error('the worker was not killed, or its message was not done');
      return rung;
    },
    rings: [`workers-${WORKER}-errors`],
    over: 16,
  },
  {
    title: 'a table that refuses for its pace rings when it goes on',
    happen: async ({ observer, desk }) => {
      let calls = 0;
      observer.disturb(({ operation }) =>
        operation === 'Query' && ++calls % 6 === 0
          ? refused('ProvisionedThroughputExceededException', 400)
          : undefined,
      );
      return desk.pass(10);
    },
    rings: ['table-throttled'],
    over: 12,
  },
  {
    title:
      'a table that is down rings by the first request that fails, by failing runs and by what they leave',
    happen: async ({ journey, observer, desk }) => {
      observer.disturb(({ service }) =>
        service === 'dynamodb' ? refused('InternalServerError', 500) : undefined,
      );
      const request = async (): Promise<void> => {
        const { status } = await journey.as('agent1').post('/v1/tickets', complaint(0));
        observer.answered(status, 100);
      };
      // Only these two: others come every five minutes or every hour.
      const runs = () => Promise.all(['sla-sweep', 'survey-due'].map((sweep) => journey.run(sweep)));
      const each = async (): Promise<void> => void (await Promise.all([request(), runs()]));
      const rung = await desk.pass(1, { sweeps: false, each });
      observer.disturb();
      return [...rung, ...(await desk.pass(2))];
    },
    rings: ['api-failed', 'schedule-failures', 'schedules-sla-sweep-errors', 'schedules-survey-due-errors'],
    mend: ({ desk }) => desk.purge('schedule-failures'),
    over: 16,
  },
  {
    title:
      'a sweep whose work is not done rings for the deadlines that it finds late, and for the work that was given up',
    happen: async ({ journey, observer, desk }) => {
      // The case is warned about after 18 hours; from then on nobody does it for some minutes.
      await journey.as('agent1').post('/v1/tickets', complaint(1));
      await desk.jump(18 * 60 - 5);
      observer.disturb(ofWorker(journey, WORKER, () => refused('AccessDeniedException', 400)));
      return desk.pass(12);
    },
    rings: ['sla-sweep-late', `${WORKER}-dlq`],
    mend: async ({ observer, desk }) => {
      observer.disturb();
      await desk.kefu('dead-letters', 'redrive', WORKER);
    },
    over: 20,
  },
  {
    title: 'a snapshot whose file is not what was written rings by the hourly run that finds it',
    happen: async ({ journey, desk }) => {
      await journey.run('snapshot-full');
      await spoilSnapshot(journey);
      return desk.pass(1, { each: () => journey.run('snapshot-incremental').then(() => undefined) });
    },
    rings: ['schedule-failures', 'schedules-snapshot-incremental-errors'],
    // It is told of for three hours; by then there is another one.
    mend: async ({ desk }) => {
      await desk.jump(4 * 60);
      await desk.purge('schedule-failures');
    },
    over: 16,
  },
];
