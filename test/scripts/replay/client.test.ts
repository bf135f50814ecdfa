import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient, UnexpectedAnswer } from '../../../scripts/replay/client.ts';

type Seen = { readonly call: string; readonly headers: IncomingMessage['headers']; readonly body: string };
type Reply = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> };

const MINUTE = 60_000;
const START = Date.parse('2016-02-29T00:00:00Z');

describe('createClient', () => {
  let server: Server;
  let client: Client;
  let seen: Seen[];
  let replies: Reply[];
  let clock: number;

  const answer = (call: string): Reply => {
    if (call === 'POST /_local/tokens') {
      const tokens = seen.filter((one) => one.call === call).length;
      return {
        status: 200,
        body: { token: `token-${tokens}`, expiresAt: new Date(clock + 15 * MINUTE).toISOString() },
      };
    }
    if (call.endsWith('/_local/clock')) return { status: 200, body: { now: new Date(clock).toISOString() } };
    return replies.shift() ?? { status: 200, body: { ok: true } };
  };
  beforeEach(async () => {
    seen = [];
    replies = [];
    clock = START;
    server = createServer(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const body = Buffer.concat(pieces).toString('utf8');
      const call = `${request.method} ${request.url}`;
      seen.push({ call, headers: request.headers, body });
      if (call === 'PUT /_local/clock') clock = Date.parse((JSON.parse(body) as { now: string }).now);
      const { status, body: told, headers } = answer(call);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(told === undefined ? '' : JSON.stringify(told));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await client.readClock();
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const calls = (): string[] => seen.map(({ call }) => call);

  it('asks for a token once, and again before it runs out on the system’s clock', async () => {
    await Promise.all([client.call('agent1', 'GET', '/v1/me'), client.call('agent1', 'GET', '/v1/me')]);
    await client.advanceTo(START + 13 * MINUTE);
    await client.call('agent1', 'GET', '/v1/me');
    expect(calls().filter((call) => call.endsWith('tokens'))).toHaveLength(1);

    await client.advanceTo(START + 14.5 * MINUTE);
    await client.call('agent1', 'GET', '/v1/me');

    expect(seen.at(-1)?.headers.authorization).toBe('Bearer token-2');
  });

  it('knows the time there, and does not ask for a move into the past', async () => {
    await client.advanceTo(START + 60 * MINUTE);
    await client.advanceTo(START + 30 * MINUTE);

    expect(client.now()).toBeGreaterThanOrEqual(START + 60 * MINUTE);
    expect(calls().filter((call) => call.startsWith('PUT'))).toHaveLength(1);
  });

  it('names the version it changes and a key for each POST', async () => {
    await client.call('agent1', 'POST', '/v1/tickets', { body: { subject: '你好' }, idempotencyKey: 'one' });
    await client.call('agent1', 'PATCH', '/v1/tickets/1', { body: {}, ifMatch: 3 });

    expect(seen.at(-2)).toMatchObject({ headers: { 'idempotency-key': 'one' }, body: '{"subject":"你好"}' });
    expect(seen.at(-1)).toMatchObject({ headers: { 'if-match': '"3"' } });
    expect(seen.at(-1)?.headers).not.toHaveProperty('idempotency-key');
  });

  it('repeats what passes under the same key, with a new token after a 401', async () => {
    replies = [
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 401, body: { message: 'Unauthorized' } },
      { status: 201, body: { id: 'tkt_1' } },
    ];
    const { status } = await client.call('agent1', 'POST', '/v1/tickets', { body: {} });
    const posts = seen.filter(({ call }) => call === 'POST /v1/tickets');

    expect(status).toBe(201);
    expect(new Set(posts.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(posts.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(client.durations).toHaveLength(3);
  });

  it('gives up on what does not pass', async () => {
    replies = Array.from({ length: 10 }, () => ({ status: 503 }));

    await expect(client.call(undefined, 'GET', '/health')).rejects.toBeInstanceOf(UnexpectedAnswer);
    expect(calls().filter((call) => call === 'GET /health')).toHaveLength(6);
  });

  it('throws the answer nobody expects, and hands over the ones that are', async () => {
    replies = [
      { status: 409, body: { code: 'conflict' } },
      { status: 412, body: {} },
    ];

    await expect(client.call('agent1', 'GET', '/v1/x')).rejects.toThrow(
      /GET \/v1\/x at 2016-02-29.* answered 409: {"code":"conflict"}/,
    );
    expect(await client.call('agent1', 'PATCH', '/v1/x', { ifMatch: 1, also: [412] })).toEqual({
      status: 412,
      body: {},
    });
  });
});
