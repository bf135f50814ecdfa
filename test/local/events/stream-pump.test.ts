import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamRecord, StreamSource } from '#local/engine-ports.ts';
import { streamFilter } from '#local/events/filters.ts';
import { createStreamPump } from '#local/events/stream-pump.ts';
import type { StreamMapping } from '#local/events/stream-records.ts';
import type { InvocationResult } from '#local/lambda/types.ts';
import { openStore, type Store } from '#local/state/store.ts';

const NOW = 1_800_000_000_000;

/** A stream in memory whose records have keys `k<n>` in turn. */
const streamOf = (
  count: number,
  keys = 3,
  createdMs = NOW,
): StreamSource & { push: (key: string) => void } => {
  const records: StreamRecord[] = [];
  const listeners: ((table: string) => void)[] = [];
  const push = (key: string) => {
    const n = records.length + 1;
    const sequenceNumber = String(n).padStart(6, '0');
    const image = { pk: { S: key }, n: { N: String(n) } };
    records.push({
      sequenceNumber,
      eventName: 'INSERT',
      keys: { pk: { S: key } },
      newImage: image,
      approximateCreationMs: createdMs,
      sizeBytes: 10,
      expiredByTtl: false,
    });
    for (const listener of listeners) listener('t');
  };
  for (let i = 0; i < count; i += 1) push(`k${i % keys}`);
  return {
    push,
    readStream: async (_table, after, limit) =>
      records.filter((record) => record.sequenceNumber > (after ?? '')).slice(0, limit),
    streamHead: () => records.at(-1)?.sequenceNumber,
    onChange: (listener) => void listeners.push(listener),
  };
};

type Event = {
  Records: {
    dynamodb: { SequenceNumber: string; Keys: { pk: { S: string } }; NewImage: { n: { N: string } } };
  }[];
};
const numbers = (event: Event) => event.Records.map((record) => Number(record.dynamodb.NewImage.n.N));

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

const run = async (
  source: StreamSource,
  more: Partial<StreamMapping>,
  handle: (event: Event) => InvocationResult | Promise<InvocationResult>,
  store: Store = openStore(),
) => {
  const givenUp: { condition: string; from: string; to: string }[] = [];
  const mapping: StreamMapping = {
    id: 'm',
    table: 't',
    partitionKey: 'pk',
    streamArn: 'arn:aws:dynamodb:eu-central-1:000000000000:table/t/stream/local',
    region: 'eu-central-1',
    viewType: 'NEW_IMAGE',
    functionArn: 'f',
    batchSize: 4,
    parallel: 1,
    startAtEnd: false,
    bisect: false,
    reportFailures: false,
    filter: streamFilter(undefined),
    onFailure: async (text) => {
      const { requestContext, DDBStreamBatchInfo } = JSON.parse(text);
      givenUp.push({
        condition: requestContext.condition,
        from: DDBStreamBatchInfo.startSequenceNumber,
        to: DDBStreamBatchInfo.endSequenceNumber,
      });
    },
    ...more,
  };
  const pump = createStreamPump(mapping, {
    source,
    store,
    now: () => NOW,
    invoke: async (_arn, payload) => handle(JSON.parse(payload)),
  });
  pump.start();
  while (pump.behind() || pump.busy() > 0) {
    pump.hurry();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { pump, givenUp, store };
};

describe('the stream pump', () => {
  it('hands every change over once and in order, whatever the batch size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 7 }),
        async (count, batchSize) => {
          const seen: number[] = [];
          await run(streamOf(count), { batchSize }, (event) => {
            expect(event.Records.length).toBeLessThanOrEqual(batchSize);
            seen.push(...numbers(event));
            return ok();
          });

          expect(seen).toEqual(Array.from({ length: count }, (_, i) => i + 1));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps the order of each partition key when batches run side by side', async () => {
    const seen = new Map<string, number[]>();
    let most = 0;
    let now = 0;
    await run(streamOf(60, 7), { parallel: 3 }, async (event) => {
      now += 1;
      most = Math.max(most, now);
      for (let i = 0; i < 5; i += 1) await new Promise((resolve) => setImmediate(resolve));
      for (const record of event.Records) {
        const key = record.dynamodb.Keys.pk.S;
        seen.set(key, [...(seen.get(key) ?? []), Number(record.dynamodb.NewImage.n.N)]);
      }
      now -= 1;
      return ok();
    });

    expect(most).toBeGreaterThan(1);
    expect([...seen.values()].flat().length).toBe(60);
    for (const list of seen.values()) expect(list).toEqual([...list].sort((a, b) => a - b));
  });

  it('tries a failing batch again until it succeeds, and nothing behind it before', async () => {
    let left = 3;
    const seen: number[][] = [];
    await run(streamOf(6), {}, (event) => {
      seen.push(numbers(event));
      left -= 1;
      return left >= 0 ? failed : ok();
    });

    expect(seen).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [5, 6],
    ]);
  });

  it('finds one bad record by halving, gives up only that one and tells where it was', async () => {
    const done: number[] = [];
    const { givenUp } = await run(streamOf(20), { batchSize: 10, bisect: true, maxRetries: 2 }, (event) => {
      if (numbers(event).includes(7)) return failed;
      done.push(...numbers(event));
      return ok();
    });

    expect(done).toEqual(Array.from({ length: 20 }, (_, i) => i + 1).filter((n) => n !== 7));
    expect(givenUp).toEqual([{ condition: 'RetryAttemptsExhausted', from: '000007', to: '000007' }]);
  });

  it('goes on from the first record that a report names', async () => {
    const seen: number[][] = [];
    let first = true;
    await run(streamOf(4), { reportFailures: true }, (event) => {
      seen.push(numbers(event));
      const answer = first ? { batchItemFailures: [{ itemIdentifier: '000003' }] } : {};
      first = false;
      return ok(answer);
    });

    expect(seen).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
  });

  it('gives up a record for its age, but never untried', async () => {
    const tries: number[] = [];
    const { givenUp } = await run(
      streamOf(2, 3, NOW - 7_200_000),
      { batchSize: 1, maxAgeMs: 3_600_000 },
      (event) => {
        tries.push(...numbers(event));
        return numbers(event).includes(1) ? failed : ok();
      },
    );

    expect(tries).toEqual([1, 2]);
    expect(givenUp).toEqual([{ condition: 'RecordAgeExceeded', from: '000001', to: '000001' }]);
  });

  it('begins where an earlier process stopped', async () => {
    const source = streamOf(5);
    const store = openStore();
    const { pump } = await run(source, {}, () => ok(), store);
    await pump.stop();
    source.push('k9');
    const seen: number[] = [];
    await run(
      source,
      {},
      (event) => {
        seen.push(...numbers(event));
        return ok();
      },
      store,
    );

    expect(seen).toEqual([6]);
  });

  it('begins at the end of the stream when the mapping says so', async () => {
    const source = streamOf(5);
    const seen: number[] = [];
    const { pump } = await run(source, { startAtEnd: true }, (event) => {
      seen.push(...numbers(event));
      return ok();
    });
    source.push('k1');
    while (pump.behind() || pump.busy() > 0) await new Promise((resolve) => setImmediate(resolve));

    expect(seen).toEqual([6]);
  });

  it('passes over what the filter leaves out', async () => {
    const filter = streamFilter({ Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"pk":{"S":["k1"]}}}}' }] });
    const seen: number[] = [];
    const { pump } = await run(streamOf(9), { filter }, (event) => {
      seen.push(...numbers(event));
      return ok();
    });

    expect(seen).toEqual([2, 5, 8]);
    expect(pump.behind()).toBe(false);
  });
});
