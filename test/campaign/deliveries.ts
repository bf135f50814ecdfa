import type { LocalStack } from '#local/options.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';

export type Deliveries = {
  /** Sees what a sweep sends, and sends copies of it. */
  readonly sent: (body: unknown) => void;
  /** Sends again what only one sweep has sent, so that every message comes at least twice. */
  readonly repeatSingles: () => void;
  /** Sends everything that was ever sent again, long after it was done, and messages about times that are not and cases that are not there. */
  readonly again: () => void;
  /** Messages handed to the queues, copies included. */
  readonly count: () => number;
};

/** A message of a sweep: the same timer of the same thing. */
type Sweeps = 'ticket-escalations' | 'survey-dispatch';
const swept: readonly Sweeps[] = ['ticket-escalations', 'survey-dispatch'];

/** One in so many is sent with another instant besides. */
const STALE = 20;
const HOURS = 3_600_000;
const nobody = 'tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY';

/**
 * Delivers every message of the sweeps two to five times in shuffled order: three sweeps at once send most of them three times, the first to
 * send one adds up to two more. Some come with the instant of a timer that is long over, or not due for days.
 */
export const createDeliveries = (stack: LocalStack, random: Random, history: History): Deliveries => {
  const known = new Map<string, { readonly queue: Sweeps; times: number }>();
  let count = 0;
  const send = (queue: Sweeps, bodies: readonly string[]): void => {
    count += bodies.length;
    for (const body of random.shuffled(bodies)) {
      stack.engines.queues.send(`kefu-dev-${queue}`, body).catch((error: unknown) => {
        history.note('deliveries', 'failed', String(error));
      });
    }
  };
  const staleOf = (body: string): string[] => {
    if (random.below(STALE) > 0) return [];
    const message = JSON.parse(body) as Record<string, string>;
    const by = (random.below(200) - 100) * HOURS;
    const timerAt = new Date(Date.parse(message['timerAt'] ?? '') + by).toISOString();
    return [JSON.stringify({ ...message, timerAt })];
  };
  const copy = (queue: Sweeps, bodies: readonly string[]): void => {
    count += bodies.length;
    const again: string[] = [];
    for (const body of bodies) {
      const one = known.get(body);
      const extra = one ? 0 : random.below(3);
      known.set(body, { queue, times: (one?.times ?? 0) + 1 + extra });
      again.push(...Array<string>(extra).fill(body), ...staleOf(body));
    }
    send(queue, again);
  };
  return {
    sent: (body) => {
      const { QueueUrl, Entries } = body as { QueueUrl: string; Entries: { MessageBody: string }[] };
      const queue = swept.find((each) => QueueUrl.endsWith(each));
      if (queue)
        copy(
          queue,
          Entries.map(({ MessageBody }) => MessageBody),
        );
    },
    repeatSingles: () => {
      for (const [body, one] of known) {
        if (one.times > 1) continue;
        one.times++;
        send(one.queue, [body]);
      }
    },
    again: () => {
      const timerAt = new Date(stack.clock.now()).toISOString();
      const unknown = JSON.stringify({ ticketId: nobody, timerAt });
      for (const queue of swept) {
        const bodies = [...known].filter(([, one]) => one.queue === queue).map(([body]) => body);
        send(queue, queue === 'ticket-escalations' ? [...bodies, unknown] : bodies);
      }
    },
    count: () => count,
  };
};
