import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../sqlite.ts';
import { checkContent, MAX_BYTES, md5, tooLong, workerAttributes } from './content.ts';
import { invalidParameter, SqsError } from './errors.ts';
import { numberOf, type Queues } from './queues.ts';
import type { Message, MessageAttributes, MessageRow, Queue } from './types.ts';

/** Messages received and not deleted, of one standard queue; AWS documentation, "Amazon SQS queue quotas". */
const MAX_IN_FLIGHT = 120_000;

export type Outgoing = {
  readonly body: unknown;
  readonly attributes?: MessageAttributes;
  /** Attributes of the system, such as `AWSTraceHeader`, `SenderId` and `MessageGroupId`. */
  readonly system?: Readonly<Record<string, string>>;
  /** The queue's own delay when absent. */
  readonly delayMs?: number;
};

export type Received = {
  readonly messages: Message[] /** The dead-letter queue, if it got some. */;
  readonly buriedIn?: string;
};

export type Messages = {
  /** Stores a message durably; answers its id. */
  send: (queue: Queue, message: Outgoing) => string;
  /** Takes up to `max` visible messages and hides them; those received too often become dead letters instead. */
  receive: (queue: Queue, max: number, visibilityMs?: number) => Received;
  /** A receipt of an earlier receive is accepted and deletes nothing, as on AWS. */
  remove: (queue: Queue, receipt: string) => void;
  setVisibility: (queue: Queue, receipt: string, visibilityMs: number) => void;
  /** Removes what is older than the queue's retention. */
  expire: (queue: Queue) => void;
  /** When the next hidden message becomes visible. */
  nextVisibleMs: (queue: Queue) => number | undefined;
};

export const createMessages = (database: Database, queues: Queues, now: () => number): Messages => {
  const expire = (queue: Queue): void => {
    const oldest = now() - numberOf(queue, 'MessageRetentionPeriod') * 1000;
    database.run('DELETE FROM messages WHERE queue = ? AND sent_ms <= ?', queue.name, oldest);
  };

  const rowOf = (queue: Queue, receipt: string): MessageRow | undefined => {
    const row = database.one<MessageRow>(
      'SELECT * FROM messages WHERE seq = ? AND queue = ?',
      seqOf(receipt),
      queue.name,
    );
    return row?.receipt === receipt ? row : undefined;
  };

  const checkInFlight = (queue: Queue): void => {
    const { count } = database.one<{ count: number }>(
      'SELECT COUNT(*) AS count FROM messages WHERE queue = ? AND visible_ms > ? AND receives > 0',
      queue.name,
      now(),
    ) ?? { count: 0 };
    if (count >= MAX_IN_FLIGHT)
      throw new SqsError(
        'OverLimit',
        `The queue has reached its limit of ${MAX_IN_FLIGHT} messages in flight.`,
      );
  };

  const bury = (row: MessageRow, deadLetterQueue: Queue): number =>
    // Age counts from when it was first sent, so it keeps that time in the dead-letter queue.
    database.run(
      'UPDATE messages SET queue = ?, source = ?, visible_ms = ?, receipt = NULL WHERE seq = ?',
      deadLetterQueue.name,
      row.queue,
      now(),
      row.seq,
    );

  const hide = (row: MessageRow, visibilityMs: number): Message => {
    const receipt = `${row.seq.toString(36)}.${randomBytes(12).toString('base64url')}`;
    const receives = row.receives + 1;
    const firstMs = row.first_received_ms ?? now();
    database.run(
      'UPDATE messages SET receives = ?, first_received_ms = ?, visible_ms = ?, receipt = ? WHERE seq = ?',
      receives,
      firstMs,
      now() + visibilityMs,
      receipt,
      row.seq,
    );
    return messageOf(row, receipt, receives, firstMs, queues);
  };

  return {
    expire,
    send: (queue, message) => {
      const attributes = message.attributes ?? {};
      const bytes = checkContent(message.body, attributes);
      if (bytes > Math.min(MAX_BYTES, numberOf(queue, 'MaximumMessageSize'))) throw tooLong();
      const id = randomUUID();
      database.run(
        'INSERT INTO messages (queue, id, body, attributes, system, sent_ms, visible_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
        queue.name,
        id,
        String(message.body),
        Object.keys(attributes).length === 0 ? null : JSON.stringify(attributes),
        JSON.stringify(message.system ?? {}),
        now(),
        now() + (message.delayMs ?? numberOf(queue, 'DelaySeconds') * 1000),
      );
      return id;
    },
    receive: (queue, max, visibilityMs = numberOf(queue, 'VisibilityTimeout') * 1000) =>
      database.atomically(() => {
        expire(queue);
        checkInFlight(queue);
        const policy = queues.redrive(queue);
        const deadLetterQueue = policy === undefined ? undefined : queues.find(policy.deadLetterQueueName);
        const received: Message[] = [];
        let buried = 0;
        while (received.length < max) {
          const rows = database.all<MessageRow>(
            'SELECT * FROM messages WHERE queue = ? AND visible_ms <= ? ORDER BY visible_ms, seq LIMIT ?',
            queue.name,
            now(),
            max - received.length,
          );
          for (const row of rows) {
            if (
              policy !== undefined &&
              deadLetterQueue !== undefined &&
              row.receives >= policy.maxReceiveCount
            )
              buried += bury(row, deadLetterQueue);
            else received.push(hide(row, visibilityMs));
          }
          // With a visibility of 0 the same messages would be found again at once.
          if (rows.length === 0 || visibilityMs === 0) break;
        }
        return {
          messages: received,
          ...(buried > 0 && deadLetterQueue && { buriedIn: deadLetterQueue.name }),
        };
      }),
    remove: (queue, receipt) => {
      const row = rowOf(queue, receipt);
      if (row !== undefined) database.run('DELETE FROM messages WHERE seq = ?', row.seq);
    },
    setVisibility: (queue, receipt, visibilityMs) => {
      const row = rowOf(queue, receipt);
      if (row === undefined)
        throw invalidParameter(
          'ReceiptHandle',
          receipt,
          'Message does not exist or is not available for visibility timeout change.',
        );
      if (row.visible_ms <= now())
        throw new SqsError('MessageNotInflight', 'The specified message is not in flight.');
      database.run('UPDATE messages SET visible_ms = ? WHERE seq = ?', now() + visibilityMs, row.seq);
    },
    nextVisibleMs: (queue) =>
      database.one<{ next: number | null }>(
        'SELECT MIN(visible_ms) AS next FROM messages WHERE queue = ? AND visible_ms > ?',
        queue.name,
        now(),
      )?.next ?? undefined,
  };
};

const seqOf = (receipt: string): number => {
  const seq = /^([0-9a-z]{1,12})\.[\w-]{16}$/.exec(receipt)?.[1];
  if (seq === undefined)
    throw new SqsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${receipt}" is not a valid receipt handle.`,
    );
  return Number.parseInt(seq, 36);
};

const messageOf = (
  row: MessageRow,
  receipt: string,
  receives: number,
  firstMs: number,
  queues: Queues,
): Message => ({
  messageId: row.id,
  receiptHandle: receipt,
  body: row.body,
  md5OfBody: md5(row.body),
  attributes: {
    SenderId: 'local',
    ...(JSON.parse(row.system) as Record<string, string>),
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(row.sent_ms),
    ApproximateFirstReceiveTimestamp: String(firstMs),
    ...(row.source !== null && { DeadLetterQueueSourceArn: queues.arn(row.source) }),
  },
  messageAttributes:
    row.attributes === null ? {} : workerAttributes(JSON.parse(row.attributes) as MessageAttributes),
});
