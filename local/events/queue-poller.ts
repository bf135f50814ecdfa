import type { QueueMessage, Queues } from '../engine-ports.ts';
import type { InvocationResult } from '../lambda/types.ts';
import type { Json } from '../net/json.ts';
import { batchOutcome } from './batch-outcome.ts';
import type { Filter } from './filters.ts';
import { createPauses } from './interruptible.ts';

export type QueueMapping = {
  readonly queueName: string;
  readonly queueArn: string;
  readonly region: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  /** Batches under way at a time. */
  readonly concurrency: number;
  /** For how long the queue hides from others what it handed out. */
  readonly visibilityMs: number;
  readonly reportFailures: boolean;
  readonly filter: Filter;
};

export type QueuePoller = {
  readonly mapping: QueueMapping;
  readonly start: () => void;
  /** Batches being collected or handled. */
  readonly busy: () => number;
  /** Ends batching windows under way. */
  readonly hurry: () => void;
  /** Takes nothing more and waits for the batches under way. */
  readonly stop: () => Promise<void>;
};

export type QueuePollerSettings = {
  readonly queues: Queues;
  readonly invoke: (functionArn: string, payload: string) => Promise<InvocationResult>;
  readonly now: () => number;
};

/** Looked at even without a word from the queue, so that a delay that ends is never missed. */
const LOOK_EVERY_MS = 1000;
const RECEIVE_MAX = 10;
const FIRST_BACKOFF_MS = 20;
const LAST_BACKOFF_MS = 1000;

/**
 * Hands a queue's messages to a function as Lambda's own poller does. What a batch doesn't finish is left alone: it comes back
 * when its visibility ends, as on AWS, and moves to the dead letters when it has come too often. While the function may not run (its
 * concurrency is used up), the same batch is tried again until its visibility ends, and fewer are taken (Lambda, "Backoff strategy for failed invocations").
 */
export const createQueuePoller = (
  mapping: QueueMapping,
  { queues, invoke, now }: QueuePollerSettings,
): QueuePoller => {
  const batches = new Set<Promise<void>>();
  const pauses = createPauses();
  let stopped = true;
  let allowed = mapping.concurrency;
  let looking = false;
  let lookAgain = false;
  let timer: NodeJS.Timeout | undefined;

  const receive = (max: number) => queues.receive(mapping.queueName, Math.min(max, RECEIVE_MAX));

  const collect = async (first: readonly QueueMessage[]): Promise<QueueMessage[]> => {
    const messages = [...first];
    const until = performance.now() + mapping.windowMs;
    while (messages.length < mapping.batchSize && !stopped) {
      const more = await receive(mapping.batchSize - messages.length);
      messages.push(...more);
      if (more.length > 0) continue;
      const left = until - performance.now();
      if (left <= 0) break;
      const begun = performance.now();
      const share = Math.min(left, LOOK_EVERY_MS);
      await pauses.pause(share);
      if (performance.now() - begun < share - 5) break;
    }
    return messages;
  };

  const invoked = async (payload: string, untilMs: number): Promise<InvocationResult> => {
    for (let wait = FIRST_BACKOFF_MS; ; wait = Math.min(2 * wait, LAST_BACKOFF_MS)) {
      const result = await invoke(mapping.functionArn, payload);
      if (result.ok || !result.throttled) {
        allowed = Math.min(mapping.concurrency, allowed + 1);
        return result;
      }
      allowed = Math.max(1, Math.floor(allowed / 2));
      if (stopped || now() >= untilMs) return result;
      await pauses.pause(wait);
    }
  };

  const handle = async (first: readonly QueueMessage[]): Promise<void> => {
    const untilMs = now() + mapping.visibilityMs;
    const messages = mapping.windowMs > 0 || mapping.batchSize > RECEIVE_MAX ? await collect(first) : first;
    const records = messages.map((message) => recordOf(message, mapping));
    const wanted = messages.filter((_message, i) => mapping.filter(records[i] as Json));
    const dropped = messages.filter((message) => !wanted.includes(message));
    if (dropped.length > 0) await finish(dropped);
    if (wanted.length === 0) return;
    const event = { Records: records.filter((_record, i) => wanted.includes(messages[i] as QueueMessage)) };
    const result = await invoked(JSON.stringify(event), untilMs);
    const ids = wanted.map((message) => message.messageId);
    const outcome = batchOutcome(result, ids, mapping.reportFailures);
    if (outcome !== 'allFailed')
      await finish(wanted.filter((message) => !outcome.failed.has(message.messageId)));
  };

  const finish = async (messages: readonly QueueMessage[]): Promise<void> => {
    for (let i = 0; i < messages.length; i += RECEIVE_MAX) {
      const handles = messages.slice(i, i + RECEIVE_MAX).map((message) => message.receiptHandle);
      await queues.remove(mapping.queueName, handles);
    }
  };

  const begin = (messages: readonly QueueMessage[]): void => {
    const batch = handle(messages)
      .catch((error: unknown) => void process.stderr.write(`queue ${mapping.queueName}: ${String(error)}\n`))
      .finally(() => {
        batches.delete(batch);
        void look();
      });
    batches.add(batch);
  };

  const look = async (): Promise<void> => {
    lookAgain = true;
    if (looking) return;
    looking = true;
    try {
      while (lookAgain && !stopped) {
        lookAgain = false;
        while (batches.size < Math.min(allowed, mapping.concurrency) && !stopped) {
          const messages = await receive(mapping.batchSize);
          if (messages.length === 0) break;
          begin(messages);
        }
      }
    } finally {
      looking = false;
    }
  };

  queues.onMessage((name) => {
    if (name === mapping.queueName && !stopped) void look();
  });
  return {
    mapping,
    start: () => {
      stopped = false;
      timer = setInterval(() => void look(), LOOK_EVERY_MS);
      void look();
    },
    busy: () => batches.size + Number(looking),
    hurry: () => {
      pauses.hurry();
      void look();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      pauses.hurry();
      await Promise.all(batches);
    },
  };
};

const recordOf = (message: QueueMessage, { queueArn, region }: QueueMapping): Json => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: { ...message.attributes },
  messageAttributes: message.messageAttributes as Json,
  md5OfBody: message.md5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});
