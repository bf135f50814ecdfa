import { afterAll, describe, expect, it } from 'vitest';
import { createGateway } from '#local/gateway/server.ts';
import type { InvocationResult } from '#local/lambda/types.ts';

const answers: InvocationResult[] = [];
const gateway = createGateway({
  now: Date.now,
  invoke: async () => answers.shift() ?? { ok: true, requestId: 'r', payload: '{"statusCode":204}' },
  keysOf: () => [],
  control: async (_request, response) => void response.end(),
});
const error = { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' };

describe('the gateway', () => {
  afterAll(() => gateway.close());

  it('answers 503 in its own words when Lambda refuses to run the function, and 500 when the function fails', async () => {
    const port = await gateway.listen(0);
    const route = { key: 'GET /one', functionArn: 'f', timeoutMs: 1000, scopes: [] };
    gateway.open({ id: 'a', name: 'api', region: 'eu-central-1', routes: [route] });
    answers.push({ ok: false, requestId: 'r', throttled: true, error }, { ok: false, requestId: 'r', error });
    const ask = async (): Promise<[number, string]> => {
      const reply = await fetch(`http://127.0.0.1:${port}/one`);
      return [reply.status, await reply.text()];
    };

    expect(await ask()).toEqual([503, '{"message":"Service Unavailable"}']);
    expect(await ask()).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(await ask()).toEqual([204, '']);
  });
});
