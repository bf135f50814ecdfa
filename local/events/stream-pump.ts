import type { StreamRecord, StreamSource } from '../engine-ports.ts';
import type { InvocationResult } from '../lambda/types.ts';
import type { Store } from '../state/store.ts';
import { batchOutcome } from './batch-outcome.ts';
import { createPauses } from './interruptible.ts';
import { eventRecord, failureOf, lanesOf, type StreamMapping } from './stream-records.ts';

export type StreamPump = {
  readonly mapping: StreamMapping;
  readonly start: () => void;
  /** True while a change of the table has not been handled. */
  readonly behind: () => boolean;
  readonly busy: () => number;
  /** Ends back-off under way. */
  readonly hurry: () => void;
  readonly stop: () => Promise<void>;
};

export type StreamPumpSettings = {
  readonly source: StreamSource;
  readonly store: Store;
  readonly now: () => number;
  readonly invoke: (functionArn: string, payload: string) => Promise<InvocationResult>;
};

type Batch = { readonly records: readonly StreamRecord[]; readonly attempt: number };

const MAX_BACKOFF_MS = 10_000;

/**
 * Hands a table's changes to a function in order, batch by batch, and remembers how far it came. Retries, splits, gives up and
 * reports as the event source mapping says. A record is given up for its age only after it has been tried. The mapping's batching
 * window, which only makes batches larger, is not waited for.
 */
export const createStreamPump = (mapping: StreamMapping, settings: StreamPumpSettings): StreamPump => {
  const { source, store, now, invoke } = settings;
  const key = `stream/${mapping.id}`;
  const pauses = createPauses();
  let checkpoint = store.get<string>(key);
  if (checkpoint === undefined) {
    checkpoint = mapping.startAtEnd ? (source.streamHead(mapping.table) ?? '') : '';
    store.set(key, checkpoint);
  }
  let stopped = true;
  let running: Promise<void> | undefined;

  const behind = () => (source.streamHead(mapping.table) ?? '') > (checkpoint ?? '');

  /**
   * The next records. Empty when there are none to be read although the head lies further: they are on their way to the disk, or,
   * when that goes on for seconds, older than the stream keeps them.
   */
  const read = async (): Promise<readonly StreamRecord[]> => {
    const wanted = mapping.batchSize * mapping.parallel;
    for (let tries = 0; tries < 40 && !stopped; tries += 1) {
      for (let limit = wanted; limit <= wanted * 10_000; limit *= 100) {
        const found = await source.readStream(mapping.table, checkpoint || undefined, limit);
        if (found.length > 0) return found.slice(0, wanted);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return [];
  };

  const deliver = async (all: readonly StreamRecord[]): Promise<void> => {
    const work: Batch[] = [];
    for (let i = 0; i < all.length; i += mapping.batchSize) {
      work.push({ records: all.slice(i, i + mapping.batchSize), attempt: 0 });
    }
    for (let batch = work.shift(); batch && !stopped; batch = work.shift()) {
      work.unshift(...(await attempt(batch)));
    }
    if (work.length > 0) throw new Stopped();
  };

  /** Tries a batch once; answers what is left to try of it. */
  const attempt = async ({ records, attempt: before }: Batch): Promise<Batch[]> => {
    const payload = JSON.stringify({ Records: records.map((record) => eventRecord(record, mapping)) });
    const result = await invoke(mapping.functionArn, payload);
    const ids = records.map((record) => record.sequenceNumber);
    const outcome = batchOutcome(result, ids, mapping.reportFailures);
    const first =
      outcome === 'allFailed' ? 0 : records.findIndex((record) => outcome.failed.has(record.sequenceNumber));
    if (first < 0) return [];
    const rest = await withoutTooOld(records.slice(first), result, before + 1);
    if (rest.length === 0) return [];
    if (mapping.bisect && rest.length > 1) {
      const middle = Math.ceil(rest.length / 2);
      return [rest.slice(0, middle), rest.slice(middle)].map((half) => ({ records: half, attempt: before }));
    }
    if (before + 1 > (mapping.maxRetries ?? Number.POSITIVE_INFINITY)) {
      await giveUp(rest, result, before + 1, 'RetryAttemptsExhausted');
      return [];
    }
    if (!stopped) await pauses.pause(Math.min(MAX_BACKOFF_MS, 100 * 2 ** Math.min(before, 10)));
    return [{ records: rest, attempt: before + 1 }];
  };

  const withoutTooOld = async (records: readonly StreamRecord[], result: InvocationResult, tries: number) => {
    const oldest = mapping.maxAgeMs === undefined ? Number.NEGATIVE_INFINITY : now() - mapping.maxAgeMs;
    const tooOld = records.filter((record) => record.approximateCreationMs < oldest);
    if (tooOld.length > 0) await giveUp(tooOld, result, tries, 'RecordAgeExceeded');
    return tooOld.length > 0 ? records.filter((record) => !tooOld.includes(record)) : records;
  };

  const giveUp = async (
    records: readonly StreamRecord[],
    result: InvocationResult,
    tries: number,
    condition: string,
  ) => {
    await mapping.onFailure?.(JSON.stringify(failureOf(mapping, records, result, tries, condition, now())));
  };

  const round = async (): Promise<void> => {
    const head = source.streamHead(mapping.table) ?? '';
    const records = await read();
    if (stopped) return;
    const wanted = records.filter((record) => mapping.filter(eventRecord(record, mapping)));
    const lanes = await Promise.allSettled(lanesOf(wanted, mapping).map(deliver));
    const broken = lanes.find((lane) => lane.status === 'rejected');
    if (broken) throw broken.reason;
    const reached = records.at(-1)?.sequenceNumber ?? head;
    checkpoint = reached;
    store.set(key, reached);
  };

  const run = async (): Promise<void> => {
    while (!stopped && behind()) await round();
  };
  const wake = (): void => {
    if (stopped || running || !behind()) return;
    running = run()
      .catch((error: unknown) => {
        if (error instanceof Stopped) return;
        process.stderr.write(
          `stream of ${mapping.table}: ${error instanceof Error ? error.stack : String(error)}\n`,
        );
        setTimeout(wake, 1000).unref();
      })
      .finally(() => {
        running = undefined;
        // A change may have come between the last look and this moment.
        setImmediate(wake);
      });
  };
  source.onChange((table) => {
    if (table === mapping.table) wake();
  });
  return {
    mapping,
    start: () => {
      stopped = false;
      wake();
    },
    behind,
    busy: () => Number(running !== undefined),
    hurry: pauses.hurry,
    stop: async () => {
      stopped = true;
      pauses.hurry();
      await running;
    },
  };
};

/** The runtime stops in the middle of a batch; its checkpoint stays where it was. */
class Stopped extends Error {}
