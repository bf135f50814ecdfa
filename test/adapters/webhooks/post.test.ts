import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { type Wire, webhookPost } from '#shared/adapters/webhooks/post.ts';
import { signedHeaders } from '#shared/adapters/webhooks/sign.ts';
import type { Call } from '#shared/app/webhooks/ports.ts';
import { secretText } from '#shared/domain/webhooks/webhook.ts';
import { refusedUrls } from '#test/support/refused-urls.ts';

const secret = secretText(new Uint8Array(32).fill(7));
const oldSecret = secretText(new Uint8Array(32).fill(8));
const event = {
  id: 'evt_01K5Q8J3M9N4P6R7S8T9V0W1XY',
  type: 'ticket.created',
  timestamp: '2026-03-02T09:00:00.000Z',
  data: { ticketId: 'tkt_01K5Q8J3M9N4P6R7S8T9V0W1XY', seq: 1, category: 'complaint.logistics' },
};
const callOf = (url: string, over: Partial<Call> = {}): Call => ({
  url,
  event,
  secrets: [secret],
  at: Date.now(),
  ...over,
});

const open: http.Server[] = [];
const receiver = async (answer: RequestListener) => {
  const sockets = new Set<Socket>();
  const server = http.createServer(answer);
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    connections: () => connections,
    open: () => sockets.size,
  };
};
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};
const here = { loopback: true };
const strict = { loopback: false };
const status =
  (code: number): RequestListener =>
  (request, response: ServerResponse) => {
    request.resume();
    response.writeHead(code, { location: 'http://127.0.0.1:1/elsewhere' }).end('x');
  };

describe('A call of a webhook', () => {
  it('is signed so that the public library of Standard Webhooks verifies it, by the new secret and by the old one', async () => {
    const got: { headers: Record<string, string>; body: string }[] = [];
    const to = await receiver((request, response) => {
      void bodyOf(request).then((body) => {
        got.push({ headers: request.headers as Record<string, string>, body });
        response.writeHead(204).end();
      });
    });

    const attempt = await webhookPost(here)(callOf(to.url, { secrets: [secret, oldSecret] }));

    expect(attempt).toMatchObject({ responseStatus: 204 });
    expect(attempt.durationMs).toBeGreaterThanOrEqual(0);
    const [call] = got;
    for (const one of [secret, oldSecret]) {
      const verified = new Webhook(one).verify(call?.body ?? '', call?.headers ?? {});
      const { id: _, ...told } = event;
      expect(verified).toEqual(told);
    }
    expect(() =>
      new Webhook(secretText(new Uint8Array(32))).verify(call?.body ?? '', call?.headers ?? {}),
    ).toThrow();
    expect(call?.headers['webhook-id']).toBe(event.id);
    expect(call?.headers['content-type']).toBe('application/json');
  });

  it('signs as the public library does, whatever is said', () => {
    const at = Date.parse('2026-03-02T09:00:00.700Z');
    const body = '{"text":"客服"}';
    expect(signedHeaders('evt_1', at, body, [secret])['webhook-signature']).toBe(
      new Webhook(secret).sign('evt_1', new Date(at), body),
    );
    expect(signedHeaders('evt_1', at, body, [secret])['webhook-timestamp']).toBe(
      String(Math.floor(at / 1000)),
    );
  });

  it.each([200, 201, 302, 307, 400, 410, 429, 500, 503])(
    'ends with the status %i, and follows no redirect',
    async (code) => {
      const to = await receiver(status(code));
      expect(await webhookPost(here)(callOf(to.url))).toMatchObject({ responseStatus: code });
      expect(to.connections()).toBe(1);
    },
  );

  it('waits no longer than its time for an answer, or for the rest of one', async () => {
    const silent = await receiver(() => undefined);
    const begun = performance.now();
    expect(await webhookPost(here, undefined, 150)(callOf(silent.url))).toMatchObject({ error: 'timeout' });
    const dripping = await receiver((_request, response) => {
      response.writeHead(200);
      response.write('x');
    });
    expect(await webhookPost(here, undefined, 150)(callOf(dripping.url))).toMatchObject({
      responseStatus: 200,
    });
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(silent.open()).toBe(0);
  });

  it('reads no more than 64 KiB of an answer without end', async () => {
    let written = 0;
    const endless = await receiver((request, response) => {
      request.resume();
      response.writeHead(200);
      const part = Buffer.alloc(16_384, 'x');
      const more = (): void => {
        while (!response.destroyed && response.write(part)) written += part.length;
        written += part.length;
        if (!response.destroyed) response.once('drain', more);
      };
      response.on('error', () => undefined);
      more();
    });
    expect(await webhookPost(here)(callOf(endless.url))).toMatchObject({ responseStatus: 200 });
    // What the two kernels hold between them is written, but not read.
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it('says in a word why no answer came', async () => {
    const reset = await receiver((request) => request.socket.destroy());
    expect(await webhookPost(here)(callOf(reset.url))).toMatchObject({ error: 'connection' });
    const gone = await receiver(status(200));
    for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
    expect(await webhookPost(here)(callOf(gone.url))).toMatchObject({ error: 'connection' });
    const plain = await receiver(status(200));
    expect(await webhookPost(here)(callOf(plain.url.replace('http:', 'https:')))).toMatchObject({
      error: 'tls',
    });
    const unknown: Wire = {
      resolve: async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
      request: () => {
        throw new Error('nobody is called');
      },
    };
    expect(await webhookPost(strict, unknown)(callOf('https://nowhere.example.com/'))).toMatchObject({
      error: 'name',
    });
  });

  it.each(refusedUrls)('is not made to %s', async (url) => {
    const wire: Wire = {
      resolve: async () => {
        throw new Error('nobody is asked');
      },
      request: () => {
        throw new Error('nobody is called');
      },
    };
    expect(await webhookPost(strict, wire)(callOf(url))).toMatchObject({ error: 'address' });
  });

  it.each([
    ['one private address', ['10.0.0.1']],
    ['this machine', ['127.0.0.1']],
    ['a public and a private address', ['8.8.8.8', '169.254.169.254']],
    ['a mapped address', ['::ffff:127.0.0.1']],
    ['a unique local address', ['fd00:ec2::254']],
  ])('is not made where a name leads to %s', async (_what, addresses) => {
    const to = await receiver(status(200));
    const wire: Wire = {
      resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      request: () => {
        throw new Error('nobody is called');
      },
    };
    expect(await webhookPost(strict, wire)(callOf(`https://hooks.example.com:${to.port}/`))).toMatchObject({
      error: 'address',
    });
    expect(to.connections()).toBe(0);
  });

  it('goes to exactly the addresses that were looked at, though the name leads elsewhere a moment later', async () => {
    const to = await receiver(status(200));
    const answers = [[{ address: '8.8.8.8', family: 4 }], [{ address: '127.0.0.1', family: 4 }]];
    const dialled: unknown[] = [];
    const wire: Wire = {
      resolve: async () => answers.shift() ?? [],
      request: (url, options, onAnswer) => {
        options.lookup?.(url.hostname, { all: true }, (_error, found) => dialled.push(found));
        options.lookup?.(url.hostname, {}, (_error, found) => dialled.push(found));
        // As far as the test goes: nobody dials the public address.
        return http.request(to.url, { method: 'POST', headers: options.headers ?? {} }, onAnswer);
      },
    };
    await webhookPost(strict, wire)(callOf(`https://hooks.example.com:${to.port}/`));
    expect(dialled).toEqual([[{ address: '8.8.8.8', family: 4 }], '8.8.8.8']);
    expect(answers).toHaveLength(1);
  });
});
