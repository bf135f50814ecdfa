import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Reply } from '#test/support/local-stack.ts';
import type { Case } from './row.ts';
import type { World } from './world.ts';

/** The answer of a connection that was closed after it. */
const parsed = (bytes: Buffer): Reply => {
  const split = bytes.indexOf('\r\n\r\n');
  const [line = '', ...fields] = bytes.subarray(0, split).toString('latin1').split('\r\n');
  const headers = new Headers();
  for (const field of fields) {
    const colon = field.indexOf(':');
    headers.append(field.slice(0, colon), field.slice(colon + 1).trim());
  }
  const text = bytes.subarray(split + 4).toString('utf8');
  const isJson = (headers.get('content-type') ?? '').includes('json');
  return {
    status: Number(line.split(' ')[1]),
    headers,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
  };
};

/** Sends exactly these bytes over a connection of its own. */
export const overWire = (address: string, bytes: Buffer): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    const got: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (part: Buffer) => got.push(part));
    // A server that has answered may break the connection while the rest of a request is still on its way.
    socket.on('error', (error) => (got.length > 0 ? resolve(parsed(Buffer.concat(got))) : reject(error)));
    socket.on('end', () => {
      socket.end();
      resolve(parsed(Buffer.concat(got)));
    });
  });

/** What signs a delivery now (Standard Webhooks). */
const signatureOf = (secret: string, raw: string | Buffer, now: number): Record<string, string> => {
  const [id, at] = [`msg_${randomUUID()}`, new Date(now)];
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, raw.toString()),
  };
};

const headersOf = (one: Case, { tokens, secrets, journey }: World): Record<string, string> => {
  const user = one.as === undefined && one.signed === undefined ? 'agent1' : (one.as ?? null);
  const raw = one.raw ?? JSON.stringify(one.body) ?? '';
  return {
    ...(user === null ? {} : { authorization: `Bearer ${tokens[user] ?? ''}` }),
    ...(user !== null && one.to.startsWith('POST ') ? { 'idempotency-key': randomUUID() } : {}),
    ...(/^(?:PATCH|DELETE) |assignment$|transitions$/.test(one.to) ? { 'if-match': '"987654"' } : {}),
    ...(one.body === undefined && one.raw === undefined ? {} : { 'content-type': 'application/json' }),
    ...(one.signed === undefined
      ? {}
      : signatureOf(secrets[one.signed] ?? '', raw, journey.stack.clock.now())),
    ...one.headers,
  };
};

/** Sends a case. A header whose value is empty text is sent as such; one that is `-` is left out. */
export const send = (one: Case, world: World): Promise<Reply> => {
  const { address } = world.journey.stack;
  const headers = Object.fromEntries(
    Object.entries(headersOf(one, world)).filter(([, value]) => value !== '-'),
  );
  const body = one.raw ?? (one.body === undefined ? undefined : JSON.stringify(one.body));
  const [method = '', path = ''] = [
    one.to.slice(0, one.to.indexOf(' ')),
    one.to.slice(one.to.indexOf(' ') + 1),
  ];
  if (one.wire) {
    const lines = { host: new URL(address).host, connection: 'close', ...headers };
    const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
    const bytes = [`${method} ${path} HTTP/1.1\r\n${head.join('')}${length}\r\n`, body ?? ''];
    return overWire(address, Buffer.concat(bytes.map((part) => Buffer.from(part as string))));
  }
  return asReply(
    fetch(address + path, { method, headers, ...(body === undefined ? {} : { body: bodyOf(body) }) }),
  );
};

const bodyOf = (body: string | Buffer): string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' ? body : new Uint8Array(body);

const asReply = async (answer: Promise<Response>): Promise<Reply> => {
  const response = await answer;
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
  };
};
