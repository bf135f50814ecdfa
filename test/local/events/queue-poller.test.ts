import { describe, expect, it } from 'vitest';
import type { QueueMessage, Queues } from '#local/engine-ports.ts';
import { queueFilter } from '#local/events/filters.ts';
import { createQueuePoller, type QueueMapping } from '#local/events/queue-poller.ts';
import type { InvocationResult } from '#local/lambda/types.ts';

/** A queue in memory: what is received stays hidden until the test shows it again. */
const queueOf = (bodies: readonly string[]) => {
  const visible: QueueMessage[] = bodies.map((body, i) => ({
    messageId: `m${i}`,
    receiptHandle: `r${i}`,
    body,
    md5OfBody: '',
    attributes: {},
    messageAttributes: {},
  }));
  const hidden = new Map<string, QueueMessage>();
  const listeners: ((name: string) => void)[] = [];
  const queues: Queues = {
    send: async () => undefined,
    receive: async (_name, max) => {
      const taken = visible.splice(0, max);
      for (const message of taken) hidden.set(message.receiptHandle, message);
      return taken;
    },
    remove: async (_name, handles) => {
      for (const handle of handles) hidden.delete(handle);
    },
    onMessage: (listener) => void listeners.push(listener),
    stats: () => [],
    hurry: async () => {
      visible.push(...hidden.values());
      hidden.clear();
      for (const listener of listeners) listener('q');
    },
  };
  return { queues, left: () => [...visible, ...hidden.values()].map((message) => message.body) };
};

type Event = { Records: { messageId: string; body: string }[] };

const mapping = (more: Partial<QueueMapping> = {}): QueueMapping => ({
  queueName: 'q',
  queueArn: 'arn:aws:sqs:eu-central-1:000000000000:q',
  region: 'eu-central-1',
  functionArn: 'f',
  batchSize: 10,
  windowMs: 0,
  concurrency: 2,
  visibilityMs: 30_000,
  reportFailures: true,
  filter: queueFilter(undefined),
  ...more,
});

const ok = (answer: unknown = null): InvocationResult => ({
  ok: true,
  requestId: 'r',
  payload: JSON.stringify(answer),
});
const failed: InvocationResult = {
  ok: false,
  requestId: 'r',
  error: { errorType: 'Error', errorMessage: 'no' },
};

const throttled: InvocationResult = {
  ok: false,
  requestId: 'r',
  throttled: true,
  error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
};

const settle = async (poller: { busy: () => number }) => {
  do await new Promise((resolve) => setTimeout(resolve, 2));
  while (poller.busy() > 0);
};

const run = async (
  bodies: readonly string[],
  more: Partial<QueueMapping>,
  handle: (event: Event) => InvocationResult | Promise<InvocationResult>,
  now: () => number = Date.now,
) => {
  const queue = queueOf(bodies);
  const poller = createQueuePoller(mapping(more), {
    queues: queue.queues,
    now,
    invoke: async (_arn, payload) => handle(JSON.parse(payload)),
  });
  poller.start();
  await settle(poller);
  return { ...queue, poller };
};

describe('the queue poller', () => {
  it('deletes what succeeded and leaves exactly what was reported', async () => {
    const { left, poller } = await run(['a', 'b', 'c', 'd'], {}, ({ Records }) =>
      ok({
        batchItemFailures: Records.filter(({ body }) => body === 'b' || body === 'd').map(
          ({ messageId }) => ({ itemIdentifier: messageId }),
        ),
      }),
    );
    await poller.stop();

    expect(left()).toEqual(['b', 'd']);
  });

  it.each([
    ['an error', failed],
    ['a report of nothing it was given', ok({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
  ])('leaves the whole batch after %s', async (_name, answer) => {
    const { left, poller } = await run(['a', 'b'], {}, () => answer);
    await poller.stop();

    expect(left()).toEqual(['a', 'b']);
  });

  it('hands the same message out again when it comes back', async () => {
    const seen: string[] = [];
    const { left, poller, queues } = await run(['a'], {}, ({ Records }) => {
      seen.push(...Records.map(({ body }) => body));
      return seen.length < 3 ? failed : ok();
    });
    for (let i = 0; i < 2; i += 1) {
      await queues.hurry('q');
      await settle(poller);
    }
    await poller.stop();

    expect(seen).toEqual(['a', 'a', 'a']);
    expect(left()).toEqual([]);
  });

  it('never has more batches under way than it may', async () => {
    let now = 0;
    let most = 0;
    const { left, poller } = await run(
      Array.from({ length: 12 }, (_, i) => `b${i}`),
      { batchSize: 1, concurrency: 2 },
      async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 3));
        now -= 1;
        return ok();
      },
    );
    await poller.stop();

    expect(most).toBe(2);
    expect(left()).toEqual([]);
  });

  it('tries a batch again that the function may not run now, and takes fewer at a time until it may', async () => {
    let running = 0;
    let refusals = 0;
    const handled: string[] = [];
    const { left, poller } = await run(
      Array.from({ length: 24 }, (_, i) => `b${i}`),
      { batchSize: 1, concurrency: 6 },
      async ({ Records }) => {
        if (running > 0) {
          refusals += 1;
          return throttled;
        }
        running += 1;
        await new Promise((resolve) => setTimeout(resolve, 3));
        running -= 1;
        handled.push(...Records.map(({ body }) => body));
        return ok();
      },
    );
    await poller.stop();

    expect(handled.toSorted()).toEqual(Array.from({ length: 24 }, (_, i) => `b${i}`).toSorted());
    expect(left()).toEqual([]);
    expect(refusals).toBeGreaterThan(0);
  });

  it('lets a batch go, undone, when its visibility ends before the function may run', async () => {
    let at = 0;
    const { left, poller } = await run(
      ['a', 'b'],
      { visibilityMs: 100 },
      () => {
        at += 60;
        return throttled;
      },
      () => at,
    );
    await poller.stop();

    expect(left()).toEqual(['a', 'b']);
    expect(at).toBe(120);
  });

  it('deletes what the filter leaves out, without calling the function', async () => {
    let calls = 0;
    const filter = queueFilter({ Filters: [{ Pattern: '{"body":{"kind":["mail"]}}' }] });
    const { left, poller } = await run(['{"kind":"sms"}', 'text'], { filter }, () => {
      calls += 1;
      return ok();
    });
    await poller.stop();

    expect([calls, left()]).toEqual([0, []]);
  });

  it('makes batches larger than ten by waiting, and stops waiting when hurried', async () => {
    const sizes: number[] = [];
    const queue = queueOf(Array.from({ length: 25 }, (_, i) => `b${i}`));
    const poller = createQueuePoller(mapping({ batchSize: 20, windowMs: 600_000, concurrency: 1 }), {
      queues: queue.queues,
      now: Date.now,
      invoke: async (_arn, payload) => {
        sizes.push((JSON.parse(payload) as Event).Records.length);
        return ok();
      },
    });
    poller.start();
    while (sizes.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      poller.hurry();
    }
    await poller.stop();

    expect(sizes).toEqual([20, 5]);
  });
});
