import { randomUUID } from 'node:crypto';
import type { LocalStack } from '#local/options.ts';

export type Answer = {
  readonly status: number;
  /** As it came, for `If-Match`; empty without one. */
  readonly etag: string;
  readonly body: unknown;
};

type Options = { readonly body?: unknown; readonly ifMatch?: string };
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Talks to a running system as its users do. */
export type Client = {
  /** Sends a request of a sample user, or of nobody. Rejects with the problem's text on any status from 400 on. */
  readonly send: (
    user: string | undefined,
    method: Method,
    path: string,
    options?: Options,
  ) => Promise<Answer>;
  /** Moves the system's clock; tokens are fetched anew. */
  readonly advance: (duration: string) => Promise<void>;
  /** Fetches a user's token, so that the next request need not. */
  readonly signIn: (user: string) => Promise<void>;
};

export const clientOf = ({ address }: Pick<LocalStack, 'address'>): Client => {
  const tokens = new Map<string, string>();

  const local = async (method: Method, path: string, body: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${address}/_local/${path}`, { method, headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${method} ${path}: ${await reply.text()}`);
    return reply.json();
  };
  const signIn = async (user: string): Promise<void> => {
    if (tokens.has(user)) return;
    const { token } = (await local('POST', 'tokens', { user })) as { token: string };
    tokens.set(user, token);
  };

  return {
    signIn,
    send: async (user, method, path, { body, ifMatch } = {}) => {
      if (user !== undefined) await signIn(user);
      const reply = await fetch(address + path, {
        method,
        headers: {
          ...(user === undefined ? {} : { authorization: `Bearer ${tokens.get(user)}` }),
          ...(user !== undefined && method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
      return {
        status: reply.status,
        etag: reply.headers.get('etag') ?? '',
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      };
    },
    advance: async (duration) => {
      await local('PUT', 'clock', { advance: duration });
      tokens.clear();
    },
  };
};
