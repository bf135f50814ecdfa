import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Database, openDatabase } from '../sqlite.ts';
import { createMessages, type Messages, type Outgoing } from './messages.ts';
import { createMoveTasks, type MoveTasks } from './move-tasks.ts';
import { type Address, createQueues, type Queues } from './queues.ts';
import { SCHEMA } from './schema.ts';
import { createSignals, type Signals } from './signals.ts';
import type { Message, Queue, QueueStats } from './types.ts';

/** A long poll looks again this often, in real milliseconds, for the virtual clock may have been moved. */
const LOOK_AGAIN_MS = 250;

/** The queues themselves, without their wire protocol. */
export type Core = {
  readonly queues: Queues;
  readonly messages: Messages;
  readonly tasks: MoveTasks;
  readonly signals: Signals;
  readonly now: () => number;
  send: (queue: Queue, message: Outgoing) => string;
  /** Waits up to `waitMs` real milliseconds for a first message. */
  receive: (
    queue: Queue,
    max: number,
    visibilityMs: number | undefined,
    waitMs: number,
  ) => Promise<Message[]>;
  setVisibility: (queue: Queue, receipt: string, visibilityMs: number) => void;
  stats: (queue: Queue) => QueueStats;
  purge: (queue: Queue) => void;
  remove: (queue: Queue) => void;
  /** Makes messages that were received and not deleted visible now. */
  hurry: (queue: Queue) => void;
  atomically: Database['atomically'];
  close: () => void;
};

export const createCore = (dir: string | undefined, now: () => number, address: Address): Core => {
  const database = openDatabase(dir === undefined ? undefined : join(dir, 'queues.db'), SCHEMA);
  const queues = createQueues(database, address);
  const messages = createMessages(database, queues, now);
  const signals = createSignals(now);
  const tasks = createMoveTasks(database, queues, now, signals.raise);
  let closed = false;

  const signalNext = (queue: Queue): void => {
    const nextMs = messages.nextVisibleMs(queue);
    if (nextMs !== undefined) signals.raiseAt(queue.name, nextMs);
  };
  // What an earlier process left hidden will come up as well.
  for (const queue of queues.all()) signalNext(queue);

  const receive: Core['receive'] = async (queue, max, visibilityMs, waitMs) => {
    const untilMs = performance.now() + waitMs;
    while (true) {
      const { messages: received, buriedIn } = messages.receive(queue, max, visibilityMs);
      if (buriedIn !== undefined) signals.raise(buriedIn);
      if (received.length > 0) signalNext(queue);
      const leftMs = untilMs - performance.now();
      if (received.length > 0 || leftMs <= 0) return received;
      await signals.wait(queue.name, Math.min(leftMs, LOOK_AGAIN_MS));
      if (closed || queues.find(queue.name) === undefined) return [];
    }
  };

  return {
    queues,
    messages,
    tasks,
    signals,
    now,
    receive,
    send: (queue, message) => {
      const id = messages.send(queue, message);
      signals.raiseAt(
        queue.name,
        (message.delayMs ?? Number(queue.attributes['DelaySeconds'] ?? 0) * 1000) + now(),
      );
      return id;
    },
    setVisibility: (queue, receipt, visibilityMs) => {
      messages.setVisibility(queue, receipt, visibilityMs);
      signals.raiseAt(queue.name, now() + visibilityMs);
    },
    stats: (queue) => {
      messages.expire(queue);
      return statsOf(database, queues, queue, now());
    },
    purge: (queue) => {
      database.run('DELETE FROM messages WHERE queue = ?', queue.name);
    },
    remove: (queue) =>
      database.atomically(() => {
        database.run('DELETE FROM messages WHERE queue = ?', queue.name);
        queues.remove(queue.name);
      }),
    hurry: (queue) => {
      const changed = database.run(
        'UPDATE messages SET visible_ms = ? WHERE queue = ? AND visible_ms > ? AND receives > 0',
        now(),
        queue.name,
        now(),
      );
      if (changed > 0) signals.raise(queue.name);
    },
    atomically: database.atomically,
    close: () => {
      closed = true;
      tasks.close();
      signals.close();
      database.close();
    },
  };
};

type Counts = { visible: number | null; in_flight: number | null; delayed: number | null };

const statsOf = (database: Database, queues: Queues, queue: Queue, nowMs: number): QueueStats => {
  const counts = database.one<Counts>(
    `SELECT SUM(visible_ms <= ?1) AS visible, SUM(visible_ms > ?1 AND receives > 0) AS in_flight,
            SUM(visible_ms > ?1 AND receives = 0) AS delayed
     FROM messages WHERE queue = ?2`,
    nowMs,
    queue.name,
  );
  const policy = queues.redrive(queue);
  const dead =
    policy === undefined
      ? undefined
      : database.one<{ count: number }>(
          'SELECT COUNT(*) AS count FROM messages WHERE queue = ?',
          policy.deadLetterQueueName,
        );
  return {
    name: queue.name,
    visible: counts?.visible ?? 0,
    inFlight: counts?.in_flight ?? 0,
    delayed: counts?.delayed ?? 0,
    deadLetters: dead?.count ?? 0,
  };
};
