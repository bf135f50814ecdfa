import { randomUUID } from 'node:crypto';
import type { Database } from '../sqlite.ts';
import { invalidParameter, noSuchQueue, SqsError } from './errors.ts';
import type { Queues } from './queues.ts';

/** Messages a task moves in one go when no rate is asked for. */
const CHUNK = 100;

const MAX_RATE = 500;

type TaskRow = {
  readonly handle: string;
  readonly source: string;
  readonly destination: string | null;
  readonly rate: number | null;
  readonly status: string;
  readonly moved: number;
  readonly to_move: number;
  readonly started_ms: number;
  readonly failure: string | null;
};

export type MoveRequest = {
  SourceArn?: string;
  DestinationArn?: string;
  MaxNumberOfMessagesPerSecond?: number;
};

/** Redrives dead letters: each becomes a new message with a new id and a new time, for AWS cannot tell it is the old one. */
export type MoveTasks = {
  start: (request: MoveRequest) => { TaskHandle: string };
  list: (sourceArn: string, max: number) => { Results: Record<string, unknown>[] };
  cancel: (handle: string) => { ApproximateNumberOfMessagesMoved: number };
  close: () => void;
};

/** @param moved hears of each queue that got messages */
export const createMoveTasks = (
  database: Database,
  queues: Queues,
  now: () => number,
  moved: (queue: string) => void,
): MoveTasks => {
  const timers = new Map<string, NodeJS.Timeout>();
  // A task that was under way when the process ended did not go on; its messages are where they were.
  database.run("UPDATE move_tasks SET status = 'FAILED', failure = 'Interrupted' WHERE status = 'RUNNING'");

  const taskOf = (handle: string): TaskRow | undefined =>
    database.one<TaskRow>('SELECT * FROM move_tasks WHERE handle = ?', handle);

  const finish = (handle: string, status: string, failure?: string): void => {
    clearTimeout(timers.get(handle));
    timers.delete(handle);
    database.run(
      'UPDATE move_tasks SET status = ?, failure = ? WHERE handle = ?',
      status,
      failure ?? null,
      handle,
    );
  };

  const step = (handle: string): void => {
    const task = taskOf(handle);
    if (task === undefined || task.status !== 'RUNNING') return;
    const outcome = database.atomically(() => moveChunk(database, queues, task, now()));
    for (const queue of outcome.queues) moved(queue);
    if (outcome.failure !== undefined) finish(handle, 'FAILED', outcome.failure);
    else if (outcome.done) finish(handle, 'COMPLETED');
    else
      timers.set(
        handle,
        setTimeout(() => step(handle), task.rate === null ? 0 : 1000),
      );
  };

  return {
    start: (request) => {
      const source = checkedSource(queues, request);
      if (
        database.one("SELECT handle FROM move_tasks WHERE source = ? AND status = 'RUNNING'", source) !==
        undefined
      )
        throw new SqsError(
          'UnsupportedOperation',
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        );
      const handle = randomUUID();
      const { count } = database.one<{ count: number }>(
        'SELECT COUNT(*) AS count FROM messages WHERE queue = ?',
        source,
      ) ?? { count: 0 };
      database.run(
        "INSERT INTO move_tasks (handle, source, destination, rate, status, to_move, started_ms) VALUES (?, ?, ?, ?, 'RUNNING', ?, ?)",
        handle,
        source,
        request.DestinationArn === undefined ? null : queues.nameOfArn(request.DestinationArn),
        request.MaxNumberOfMessagesPerSecond ?? null,
        count,
        now(),
      );
      timers.set(
        handle,
        setTimeout(() => step(handle), 0),
      );
      return { TaskHandle: handle };
    },
    list: (sourceArn, max) => ({
      Results: database
        .all<TaskRow>(
          'SELECT * FROM move_tasks WHERE source = ? ORDER BY started_ms DESC, rowid DESC LIMIT ?',
          queues.get(queues.nameOfArn(sourceArn)).name,
          max,
        )
        .map((task) => taskView(task, queues)),
    }),
    cancel: (handle) => {
      const task = taskOf(handle);
      if (task === undefined || task.status !== 'RUNNING')
        throw new SqsError('ResourceNotFoundException', 'Task does not exist or is not running.');
      finish(handle, 'CANCELLED');
      return { ApproximateNumberOfMessagesMoved: task.moved };
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
};

const checkedSource = (queues: Queues, request: MoveRequest): string => {
  const source = queues.nameOfArn(request.SourceArn ?? '');
  if (queues.find(source) === undefined)
    throw new SqsError(
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
    );
  if (queues.sourcesOf(source).length === 0)
    throw invalidParameter(
      'SourceArn',
      request.SourceArn,
      'Source queue must be configured as a Dead Letter Queue.',
    );
  if (
    request.DestinationArn !== undefined &&
    queues.find(queues.nameOfArn(request.DestinationArn)) === undefined
  )
    throw noSuchQueue();
  const rate = request.MaxNumberOfMessagesPerSecond;
  if (rate !== undefined && (!Number.isInteger(rate) || rate < 1 || rate > MAX_RATE))
    throw invalidParameter('MaxNumberOfMessagesPerSecond', rate, `Must be between 1 and ${MAX_RATE}.`);
  return source;
};

type Step = { queues: Set<string>; done: boolean; failure?: string };

const moveChunk = (database: Database, queues: Queues, task: TaskRow, nowMs: number): Step => {
  // Only what was there when the task began is moved: dead letters that come back meanwhile would never end it.
  const left = Math.min(task.rate ?? CHUNK, task.to_move - task.moved);
  const rows = database.all<{ seq: number; source: string | null }>(
    'SELECT seq, source FROM messages WHERE queue = ? AND visible_ms <= ? ORDER BY seq LIMIT ?',
    task.source,
    nowMs,
    left,
  );
  const reached = new Set<string>();
  for (const { seq, source } of rows) {
    const destination = task.destination ?? source;
    if (destination === null || queues.find(destination) === undefined)
      return { queues: reached, done: false, failure: 'CouldNotDetermineMessageSource' };
    moveOne(database, seq, destination, nowMs);
    database.run('UPDATE move_tasks SET moved = moved + 1 WHERE handle = ?', task.handle);
    reached.add(destination);
  }
  return { queues: reached, done: rows.length === 0 || task.moved + rows.length >= task.to_move };
};

const moveOne = (database: Database, seq: number, destination: string, nowMs: number): void => {
  database.run(
    `INSERT INTO messages (queue, id, body, attributes, system, sent_ms, visible_ms)
     SELECT ?, ?, body, attributes, system, ?, ? FROM messages WHERE seq = ?`,
    destination,
    randomUUID(),
    nowMs,
    nowMs,
    seq,
  );
  database.run('DELETE FROM messages WHERE seq = ?', seq);
};

const taskView = (task: TaskRow, queues: Queues): Record<string, unknown> => ({
  ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
  Status: task.status,
  SourceArn: queues.arn(task.source),
  ...(task.destination !== null && { DestinationArn: queues.arn(task.destination) }),
  ...(task.rate !== null && { MaxNumberOfMessagesPerSecond: task.rate }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.to_move,
  ...(task.failure !== null && { FailureReason: task.failure }),
  StartedTimestamp: task.started_ms,
});
