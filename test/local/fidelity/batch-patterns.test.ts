import { expect, it } from 'vitest';
import type { QueueMessage, Queues } from '#local/engine-ports.ts';
import { queueFilter } from '#local/events/filters.ts';
import { createQueuePoller } from '#local/events/queue-poller.ts';

const TEN = 10;
const PATTERNS = 2 ** TEN;

/** A queue with ten messages for each pattern, in order; what was received and not deleted comes back with `hurry`. */
const aQueue = () => {
  const messageOf = (body: string): QueueMessage => ({
    ...{ messageId: `m${body}`, receiptHandle: `r${body}`, body },
    ...{ md5OfBody: '', attributes: {}, messageAttributes: {} },
  });
  const visible = Array.from({ length: PATTERNS * TEN }, (_, n) => messageOf(String(n)));
  const hidden = new Map<string, QueueMessage>();
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
    onMessage: () => undefined,
    stats: () => [],
    hurry: async () => {
      visible.push(...hidden.values());
      hidden.clear();
    },
  };
  return { queues, isEmpty: () => visible.length + hidden.size === 0, waiting: () => visible.length };
};

/** Whether the nth message fails at first: the bits of a pattern are the messages of its batch. */
const failsFirst = (n: number): boolean => ((Math.floor(n / TEN) >> (n % TEN)) & 1) === 1;

it('brings back exactly those that failed of ten, in each of 1,024 patterns, and repeats nothing that succeeded', async () => {
  const { queues, isEmpty, waiting } = aQueue();
  const seen: number[] = [];
  const effects: number[] = [];
  const sizes = new Set<number>();
  let isSecondTime = false;
  const settings = {
    ...{ queueName: 'q', queueArn: 'arn:aws:sqs:eu-central-1:000000000000:q', region: 'eu-central-1' },
    ...{ functionArn: 'f', batchSize: TEN, windowMs: 0, concurrency: 1, reportFailures: true },
    visibilityMs: 30_000,
    filter: queueFilter(undefined),
  };
  const poller = createQueuePoller(settings, {
    queues,
    now: Date.now,
    invoke: async (_arn, payload) => {
      const { Records } = JSON.parse(payload) as { Records: { messageId: string; body: string }[] };
      if (!isSecondTime) sizes.add(Records.length);
      const isFailing = (body: string): boolean => !isSecondTime && failsFirst(Number(body));
      seen.push(...Records.map(({ body }) => Number(body)));
      effects.push(...Records.filter(({ body }) => !isFailing(body)).map(({ body }) => Number(body)));
      const batchItemFailures = Records.filter(({ body }) => isFailing(body)).map(({ messageId }) => ({
        itemIdentifier: messageId,
      }));
      return { ok: true, requestId: 'r', payload: JSON.stringify({ batchItemFailures }) };
    },
  });
  const settled = async (): Promise<void> => {
    do {
      poller.hurry();
      await new Promise((resolve) => setImmediate(resolve));
    } while (waiting() > 0 || poller.busy() > 0);
  };
  poller.start();
  await settled();
  const all = Array.from({ length: PATTERNS * TEN }, (_, n) => n);
  expect(seen).toEqual(all);
  expect([...sizes]).toEqual([TEN]);

  isSecondTime = true;
  await queues.hurry('q');
  await settled();
  await poller.stop();

  expect(seen.slice(all.length).sort((a, b) => a - b)).toEqual(all.filter(failsFirst));
  expect(effects.sort((a, b) => a - b)).toEqual(all);
  expect(isEmpty()).toBe(true);
});
