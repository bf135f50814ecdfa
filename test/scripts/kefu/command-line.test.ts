import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { Io } from '../../../scripts/kefu/io.ts';
import { progressOf } from '../../../scripts/kefu/progress.ts';
import { runKefu } from '../../../scripts/kefu/run.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const serve = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const reply = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

const anIo = (env: Record<string, string>, signal = new AbortController().signal) => {
  const out: string[] = [];
  const err: string[] = [];
  const pauses: number[] = [];
  const io: Io = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    env,
    pause: async (ms) => void pauses.push(ms),
    signal,
  };
  return { io, out, err, pauses };
};

describe('a call', () => {
  it('that was not done is tried again, a POST under the same key', async () => {
    const keys: unknown[] = [];
    const url = await serve((request, response) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length === 1) request.socket.destroy();
      else if (keys.length === 2) reply(response, 503, { title: 'Unavailable', status: 503 });
      else reply(response, 202, { id: 'exp_1' });
    });
    const { io, out } = anIo({ KEFU_TOKEN: 't', KEFU_URL: url });
    expect(await runKefu(['export', 'tickets', '--format', 'csv', '--no-wait'], io)).toBe(0);
    expect(out).toEqual(['exp_1']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });
  it('is given up after five tries, and waits as long as it is told to', async () => {
    let calls = 0;
    const url = await serve((_, response) => {
      calls += 1;
      response.setHeader('retry-after', '7');
      reply(response, 429, { title: 'Too many requests', status: 429 });
    });
    const { io, err, pauses } = anIo({ KEFU_TOKEN: 't', KEFU_URL: url });
    expect(await runKefu(['users', 'me'], io)).toBe(1);
    expect(calls).toBe(5);
    expect(pauses.every((ms) => ms >= 7000)).toBe(true);
    expect(err[0]).toContain('Too many requests (429)');
  });
  it('with a token that has run out is made once more with a new one', async () => {
    let tokens = 0;
    const url = await serve((request, response) => {
      if (request.url === '/token') return reply(response, 200, { access_token: `t${++tokens}` });
      const isNew = request.headers.authorization === 'Bearer t2';
      return reply(
        response,
        isNew ? 200 : 401,
        isNew ? { id: 'usr_1', name: 'A', role: 'admin' } : { title: 'No', status: 401 },
      );
    });
    const env = {
      KEFU_URL: url,
      KEFU_TOKEN_URL: `${url}/token`,
      KEFU_CLIENT_ID: 'id',
      KEFU_CLIENT_SECRET: 'secret',
    };
    const { io, out } = anIo(env);
    expect(await runKefu(['users', 'me'], io)).toBe(0);
    expect(out).toEqual(['usr_1  A  admin']);
    expect(tokens).toBe(2);
  });
  it('ends when it is interrupted', async () => {
    const url = await serve(() => undefined);
    const interrupt = new AbortController();
    const { io } = anIo({ KEFU_TOKEN: 't', KEFU_URL: url }, interrupt.signal);
    const running = runKefu(['users', 'me'], io);
    interrupt.abort();
    expect(await running).toBe(130);
  });
});

describe('a failed job', () => {
  it('is told with its reason, and ends with 1', async () => {
    const url = await serve((_, response) =>
      reply(response, 200, {
        id: 'exp_1',
        status: 'failed',
        problem: { code: 'too_many_rows', title: 'Too many rows' },
      }),
    );
    const { io, err } = anIo({ KEFU_TOKEN: 't', KEFU_URL: url });
    expect(await runKefu(['export', '--id', 'exp_1', '--out', '/nowhere/x.csv'], io)).toBe(1);
    expect(err[0]).toContain('too_many_rows');
  });
});

describe('signing in elsewhere', () => {
  it('needs a token or a client, and no sample person', async () => {
    const { io, err } = anIo({});
    expect(await runKefu(['users', 'me', '--url', 'https://desk.example.com'], io)).toBe(2);
    expect(err[0]).toContain('KEFU_TOKEN');
    expect(await runKefu(['users', 'me', '--url', 'https://desk.example.com', '--as', 'admin'], io)).toBe(2);
    expect(err[1]).toContain('local stack');
  });
});

describe('progress', () => {
  it('is a bar on a terminal', () => {
    const terminal = Object.assign(new PassThrough(), {
      isTTY: true,
      columns: 80,
      cursorTo: () => true,
      clearLine: () => true,
      moveCursor: () => true,
    });
    let drawn = '';
    terminal.on('data', (chunk) => {
      drawn += String(chunk);
    });
    const { io } = anIo({});
    const progress = progressOf('rows', 'rows', { ...io, terminal }, false);
    progress.update(10, 40);
    progress.update(40, 40);
    progress.stop();
    expect(drawn).toContain('█');
    expect(drawn).toContain('40/40 rows');
  });
  it('is a line for each tenth elsewhere, and nothing for machines', () => {
    const { io, err } = anIo({});
    const progress = progressOf('rows', 'rows', io, false);
    for (let done = 0; done <= 1000; done++) progress.update(done, 1000);
    expect(err).toHaveLength(11);
    expect(err.at(-1)).toBe('rows: 1000 of 1000 rows');
    const quiet = anIo({});
    progressOf('rows', 'rows', quiet.io, true).update(1, 2);
    expect(quiet.err).toEqual([]);
  });
});
