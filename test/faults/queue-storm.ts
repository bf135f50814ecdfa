import { done, type Made } from './crash/desk.ts';
import type { Ground } from './crash/ground.ts';
import { stockDueCases, taken } from './crash/stock.ts';
import { throttled } from './modes.ts';
import type { Storm } from './storms.ts';

const MINUTES = 10;
/** Pollers look once a second by the machine's own time. */
const LOOK_MS = 1200;

type Event = {
  readonly type: string;
  readonly seq: number;
  readonly data: Readonly<Record<string, unknown>>;
};

/** What has to be told of a complaint that nobody answered for 26 hours. */
const told = (events: readonly Event[], type: string, target: string): number =>
  events.filter((event) => event.type === type && event.data['target'] === target).length;

/**
 * F16 for what nobody waits for: the table refuses a worker for ten minutes of the clock. Its messages wait in the queue, and are neither lost nor
 * given up.
 */
export const longThrottle = async (ground: Ground, cases: number): Promise<Storm> => {
  const { journey, desk } = ground;
  const { engines, workers } = journey.stack;
  await stockDueCases(desk, cases);
  const ids = Array.from({ length: cases }, () => taken(desk, 'due cases'));
  let refused = 0;
  engines.setFaults((call) => {
    if (workers.functionOf(call.accessKeyId) !== 'kefu-dev-workers-ticket-escalations') return undefined;
    refused += 1;
    return throttled(call);
  });
  for (let minute = 0; minute < MINUTES; minute++) {
    await journey.stack.invoke('schedules-sla-sweep', {});
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    await journey.advance('PT1M');
  }
  engines.setFaults(undefined);
  await journey.run('sla-sweep');
  const broken: string[] = [];
  for (const id of ids) {
    const { items } = done<{ items: Event[] }>(await desk.admin.get(`/v1/tickets/${id}/timeline?limit=100`));
    if (!items.every(({ seq }, n) => seq === n + 1)) broken.push(`${id}: gaps`);
    for (const type of ['slaWarning', 'slaBreached'])
      if (told(items, type, 'firstResponse') !== 1)
        broken.push(`${id}: ${type} ${told(items, type, 'firstResponse')} times`);
  }
  for (const { name, deadLetters } of await journey.queues())
    if (deadLetters > 0) broken.push(`${deadLetters} dead letters of ${name}`);
  for (const id of ids) await desk.moved({ id } satisfies Pick<Made, 'id'>, 'resolved');
  return { name: `throttled for ${MINUTES} minutes`, requests: cases, refused, most: 0, broken };
};
