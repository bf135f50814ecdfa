import { randomUUID } from 'node:crypto';
import type { clientOf, Reply } from './local-stack.ts';

/** A request that somebody made, as it can be made again by somebody else. */
export type Recorded = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  readonly answer: unknown;
};

type Client = Pick<ReturnType<typeof clientOf>, 'request' | 'tokenOf'>;

/** Talks as one user and keeps what it asked and what it was answered. */
export const recording = (client: Client, user: string) => {
  const recorded: Recorded[] = [];
  const send = async (
    method: Recorded['method'],
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const reply = await replay(client, user, { method, path, body, headers });
    recorded.push({ method, path, body, headers, status: reply.status, answer: reply.body });
    return reply;
  };
  return { recorded, send };
};

/** The same request by another user, under an Idempotency-Key of its own. */
export const replay = async (
  client: Client,
  user: string,
  { method, path, body, headers }: Pick<Recorded, 'method' | 'path' | 'body' | 'headers'>,
): Promise<Reply> =>
  client.request(method, path, {
    headers: {
      authorization: `Bearer ${await client.tokenOf(user)}`,
      ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
