import { describe, expect, it } from 'vitest';
import {
  type Asynchronous,
  type AsynchronousConfig,
  createAsynchronous,
} from '#local/lambda/asynchronous.ts';
import type { LambdaService } from '#local/lambda/service.ts';
import type { InvocationResult } from '#local/lambda/types.ts';
import { openStore, type Store } from '#local/state/store.ts';

const ok: InvocationResult = { ok: true, requestId: 'r', payload: '{"done":true}' };
const failed: InvocationResult = {
  ok: false,
  requestId: 'r',
  error: { errorType: 'Error', errorMessage: 'no' },
};

const start = (
  results: (InvocationResult | 'hang')[],
  config: Partial<AsynchronousConfig> = {},
  store: Store = openStore(),
) => {
  const calls: string[] = [];
  const sent: { to: string; body: Record<string, unknown> }[] = [];
  let now = 0;
  const lambda: Pick<LambdaService, 'definitionOf' | 'invoke'> = {
    definitionOf: (name) => ({
      name,
      arn: name,
      codeDir: '',
      codeId: '',
      handler: '',
      environment: {},
      timeoutMs: 0,
      memoryMb: 0,
    }),
    invoke: async (_name, payload) => {
      calls.push(payload);
      now += 60_000;
      const result = results.shift() ?? ok;
      return result === 'hang' ? new Promise(() => undefined) : result;
    },
  };
  const asynchronous = createAsynchronous({
    store,
    lambda: lambda as LambdaService,
    now: () => now,
    sendTo: async (to, body) => void sent.push({ to, body: JSON.parse(body) }),
  });
  asynchronous.configure('f', config);
  asynchronous.start();
  return { asynchronous, calls, sent, store };
};

const finish = async (asynchronous: Asynchronous): Promise<void> => {
  while (asynchronous.busy() > 0) {
    asynchronous.hurry();
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('asynchronous events', () => {
  it('are tried twice again, then described to the failure destination', async () => {
    const { asynchronous, calls, sent } = start([failed, failed, failed], { onFailure: 'arn:q' });
    asynchronous.enqueue('f', '{"n":1}');
    await finish(asynchronous);

    expect(calls).toEqual(['{"n":1}', '{"n":1}', '{"n":1}']);
    expect(sent).toMatchObject([
      {
        to: 'arn:q',
        body: {
          requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
          requestPayload: { n: 1 },
        },
      },
    ]);
  });

  it('are not tried again where the configuration says so, nor when they are too old', async () => {
    const never = start([failed], { maxRetries: 0 });
    never.asynchronous.enqueue('f', '1');
    await finish(never.asynchronous);
    const old = start([failed, failed], { maxAgeMs: 30_000 });
    old.asynchronous.enqueue('f', '1');
    await finish(old.asynchronous);

    expect([never.calls.length, old.calls.length]).toEqual([1, 1]);
  });

  it('go to the dead letters bare, and success to its own destination', async () => {
    const { asynchronous, sent } = start([failed, ok], {
      maxRetries: 0,
      deadLetters: 'arn:dead',
      onSuccess: 'arn:good',
    });
    asynchronous.enqueue('f', '{"n":1}');
    await finish(asynchronous);
    asynchronous.enqueue('f', '{"n":2}');
    await finish(asynchronous);

    expect(sent).toMatchObject([
      { to: 'arn:dead', body: { n: 1 } },
      { to: 'arn:good', body: { requestContext: { condition: 'Success' }, responsePayload: { done: true } } },
    ]);
  });

  it('that a killed process left are taken up by the next', async () => {
    const first = start(['hang']);
    first.asynchronous.enqueue('f', '{"n":1}');
    await new Promise((resolve) => setImmediate(resolve));
    const second = start([ok], {}, first.store);
    await finish(second.asynchronous);
    const third = start([ok], {}, first.store);
    await finish(third.asynchronous);

    expect([first.calls, second.calls, third.calls]).toEqual([['{"n":1}'], ['{"n":1}'], []]);
  });
});
