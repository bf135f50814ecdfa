import { randomUUID } from 'node:crypto';
import { createPauses } from '../events/interruptible.ts';
import type { Store } from '../state/store.ts';
import type { LambdaService } from './service.ts';
import type { InvocationResult } from './types.ts';

/** How a function's asynchronous events are retried and where their ends are told (`AWS::Lambda::EventInvokeConfig`). */
export type AsynchronousConfig = {
  readonly maxRetries: number;
  readonly maxAgeMs: number;
  readonly onFailure?: string;
  readonly onSuccess?: string;
  /** The function's own dead-letter queue, which gets the bare event. */
  readonly deadLetters?: string;
};

export type Asynchronous = {
  readonly configure: (functionName: string, config: Partial<AsynchronousConfig>) => void;
  /** Durable when it returns; runs at least once. */
  readonly enqueue: (functionArn: string, payload: string) => void;
  /** Takes up what an earlier process left. */
  readonly start: () => void;
  readonly busy: () => number;
  /** Ends back-off under way. */
  readonly hurry: () => void;
  readonly stop: () => Promise<void>;
};

export type AsynchronousSettings = {
  readonly store: Store;
  readonly lambda: LambdaService;
  readonly now: () => number;
  readonly sendTo: (destinationArn: string, body: string) => Promise<void>;
};

/** Lambda's defaults: two more attempts, a minute and two minutes later, at most six hours. */
const DEFAULTS: AsynchronousConfig = { maxRetries: 2, maxAgeMs: 6 * 3_600_000 };

type Entry = {
  readonly n: number;
  readonly functionArn: string;
  readonly payload: string;
  readonly since: number;
};

export const createAsynchronous = ({ store, lambda, now, sendTo }: AsynchronousSettings): Asynchronous => {
  const configs = new Map<string, AsynchronousConfig>();
  const running = new Set<Promise<void>>();
  const pauses = createPauses();
  let stopped = true;

  const run = async (entry: Entry): Promise<void> => {
    const { name } = lambda.definitionOf(entry.functionArn);
    const config = configs.get(name) ?? DEFAULTS;
    for (let attempt = 1; !stopped; attempt += 1) {
      const result = await lambda.invoke(entry.functionArn, entry.payload);
      const over = result.ok || attempt > config.maxRetries || now() - entry.since > config.maxAgeMs;
      if (over) {
        await tell(entry, config, result, attempt);
        store.run('DELETE FROM asynchronous WHERE n = ?', entry.n);
        return;
      }
      if (!stopped) await pauses.pause(60_000 * attempt);
    }
  };
  const tell = async (
    entry: Entry,
    config: AsynchronousConfig,
    result: InvocationResult,
    attempts: number,
  ) => {
    const destination = result.ok ? config.onSuccess : config.onFailure;
    if (destination) await sendTo(destination, JSON.stringify(recordOf(entry, result, attempts, now())));
    if (!result.ok && config.deadLetters) await sendTo(config.deadLetters, entry.payload);
  };
  const begin = (entry: Entry): void => {
    const work = run(entry)
      .catch((error: unknown) => void process.stderr.write(`asynchronous event: ${String(error)}\n`))
      .finally(() => void running.delete(work));
    running.add(work);
  };
  return {
    configure: (name, config) => void configs.set(name, { ...DEFAULTS, ...configs.get(name), ...config }),
    enqueue: (functionArn, payload) => {
      const since = now();
      const [row] = store.all(
        'INSERT INTO asynchronous (function, payload, since) VALUES (?, ?, ?) RETURNING n',
        functionArn,
        payload,
        since,
      );
      if (!stopped) begin({ n: Number(row?.['n']), functionArn, payload, since });
    },
    start: () => {
      stopped = false;
      for (const row of store.all('SELECT n, function, payload, since FROM asynchronous ORDER BY n')) {
        begin({
          n: Number(row['n']),
          functionArn: String(row['function']),
          payload: String(row['payload']),
          since: Number(row['since']),
        });
      }
    },
    busy: () => running.size,
    hurry: pauses.hurry,
    stop: async () => {
      stopped = true;
      pauses.hurry();
      await Promise.all(running);
    },
  };
};

const recordOf = (entry: Entry, result: InvocationResult, attempts: number, nowMs: number) => ({
  version: '1.0',
  timestamp: new Date(nowMs).toISOString(),
  requestContext: {
    requestId: result.ok ? result.requestId : randomUUID(),
    functionArn: entry.functionArn,
    condition: result.ok ? 'Success' : 'RetriesExhausted',
    approximateInvokeCount: attempts,
  },
  requestPayload: JSON.parse(entry.payload) as unknown,
  responseContext: {
    statusCode: 200,
    executedVersion: '$LATEST',
    ...(result.ok ? {} : { functionError: 'Unhandled' }),
  },
  responsePayload: result.ok ? (JSON.parse(result.payload) as unknown) : result.error,
});
