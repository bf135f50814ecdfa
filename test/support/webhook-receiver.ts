import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';

export type Received = {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly timestamp: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
};
/** How the receiver behaves at a call: a status, no answer at all, a broken connection, or the same after the call was taken. */
export type Manner = number | 'hang' | 'reset' | 'lost';

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};

/** Whether one of the signatures of a call is that of a secret, as the public library of Standard Webhooks makes it. */
export const isSignedBy = (secret: string, { id, headers, raw }: Received): boolean => {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  return (headers['webhook-signature'] ?? '').split(' ').includes(new Webhook(secret).sign(id, at, raw));
};

/** Another system's receiver on this machine: takes every call once by its id, refuses what its secret did not sign. */
export const startReceiver = async () => {
  const calls: Received[] = [];
  const taken: Received[] = [];
  const receiver = { manner: (_call: Received): Manner => 200, secret: '' };
  let sockets = new Set<Socket>();
  let connections = 0;
  let server: http.Server | undefined;

  const take = (call: Received): void => {
    if (!taken.some(({ id }) => id === call.id)) taken.push(call);
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await textOf(request);
    const headers = request.headers as Record<string, string>;
    const said = JSON.parse(raw) as Pick<Received, 'type' | 'data' | 'timestamp'>;
    const call: Received = { ...said, id: headers['webhook-id'] ?? '', headers, raw };
    calls.push(call);
    if (receiver.secret !== '' && !isSignedBy(receiver.secret, call)) {
      response.writeHead(401).end();
      return;
    }
    const manner = receiver.manner(call);
    if (manner === 'hang') return;
    if (manner === 'reset' || manner === 'lost') {
      if (manner === 'lost') take(call);
      request.socket.destroy();
      return;
    }
    if (manner >= 200 && manner < 300) take(call);
    response.writeHead(manner).end();
  };

  const open = (port: number): Promise<number> =>
    new Promise((resolve) => {
      sockets = new Set();
      const made = http.createServer((request, response) => void handle(request, response));
      made.on('connection', (socket) => {
        connections++;
        sockets.add(socket);
      });
      made.listen(port, '127.0.0.1', () => resolve((made.address() as AddressInfo).port));
      server = made;
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      if (server) server.close(() => resolve());
      else resolve();
    });

  const port = await open(0);
  return {
    url: `http://127.0.0.1:${port}/hooks/kefu`,
    calls,
    taken,
    receiver,
    connections: () => connections,
    close,
    reopen: () => open(port),
    /** Forgets what came. */
    clear: (): void => {
      calls.length = 0;
      taken.length = 0;
    },
  };
};
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
