import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { queueHandler } from '#shared/runtime/queue-handler.ts';
import { streamHandler } from '#shared/runtime/stream-handler.ts';

const context = { awsRequestId: 'r', functionName: 'f' } as Context;
const records = (...bodies: unknown[]): SQSEvent =>
  ({
    Records: bodies.map((body, n) => ({
      messageId: `m${n}`,
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: '1772442000000' },
      eventSource: 'aws:sqs',
    })),
  }) as unknown as SQSEvent;

const phone = '13912345678';
/** What a dependency may say of what it was given. */
const telling = (): Error =>
  Object.assign(new Error(`cannot take ${phone}`, { cause: new Error(`body: ${phone}`) }), {
    name: 'ValidationException',
  });

/** What is logged, one line each. */
const lines: string[] = [];
beforeEach(() => {
  // Then the logger writes to the console that a test can listen to.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  lines.length = 0;
  for (const level of ['error', 'warn', 'info', 'log', 'debug'] as const)
    vi.spyOn(console, level).mockImplementation((...said) => void lines.push(said.map(String).join(' ')));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('A worker of a queue', () => {
  const done: number[] = [];
  const worker = (fail: (n: number) => Error | undefined = () => undefined) =>
    queueHandler({ message: z.object({ n: z.number() }) }, async ({ n }) => {
      const failure = fail(n);
      if (failure) throw failure;
      done.push(n);
    });
  const failed = async (event: SQSEvent, fail?: (n: number) => Error | undefined) =>
    (await worker(fail)(event, context)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  afterEach(() => {
    done.length = 0;
  });

  it('gives back exactly the messages that failed, and none that was done', async () => {
    const fail = (n: number) => (n === 1 || n === 3 ? new Error('later') : undefined);

    expect(await failed(records({ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }), fail)).toEqual([
      'm1',
      'm3',
    ]);
    expect(done).toEqual([0, 2, 4]);
  });

  it('gives back what it cannot understand, and does what stands beside it', async () => {
    expect(await failed(records({ n: 0 }, { m: 1 }, 'nothing'))).toEqual(['m1', 'm2']);
    expect(done).toEqual([0]);
  });

  it('gives back all of a batch of which nothing could be done, and nothing of one that was done', async () => {
    expect(await failed(records({ n: 0 }, { n: 1 }), () => new Error('away'))).toEqual(['m0', 'm1']);
    expect(await failed(records({ n: 0 }, { n: 1 }))).toEqual([]);
  });
});

describe('A consumer of the stream', () => {
  it('fails with its batch, so that the stream brings it again', async () => {
    const handler = streamHandler(
      (record) => record,
      async () => {
        throw new Error('the log is away');
      },
    );

    await expect(handler({ Records: [{ eventID: '1' }] }, context)).rejects.toThrow('the log is away');
  });
});

describe('The log of a worker', () => {
  it('says of what failed its class and its place, and no word of it or of its cause', async () => {
    await queueHandler({ message: z.unknown() }, async () => {
      throw telling();
    })(records({ n: 0 }), context);
    await streamHandler(
      (record) => record,
      async () => {
        throw telling();
      },
    )({ Records: [{ eventID: '1' }] }, context).catch(() => undefined);
    const said = lines.join('\n');

    expect(said.match(/"errorName":\s*"ValidationException"/g)).toHaveLength(2);
    expect(said).toContain('worker-edges');
    expect(said).not.toContain(phone);
  });
});
