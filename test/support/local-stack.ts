import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalStack } from '#local/options.ts';
import { type StackOptions, startStack } from '../../scripts/stack.ts';
import { watchRights } from './rights.ts';

export type Reply = { readonly status: number; readonly headers: Headers; readonly body: unknown };
type Init = { readonly headers?: Record<string, string>; readonly body?: unknown; readonly raw?: string };

/**
 * The whole system on this machine, empty but for defaults and sample staff, schedules by hand, on free ports and a folder of its own. Its
 * end fails when a function has done what AWS would have refused.
 */
export const startJourney = async (
  options: Pick<StackOptions, 'now' | 'limits' | 'metrics' | 'throttle' | 'concurrency' | 'env'> = {},
) => {
  const home = await mkdtemp(join(tmpdir(), 'kefu-journey-'));
  const { stack } = await startStack({
    ...options,
    fresh: true,
    manual: true,
    quiet: true,
    port: 0,
    home,
    limits: options.limits ?? false,
  });
  const { refused } = watchRights(stack);
  return {
    stack,
    home,
    ...clientOf(stack),
    /** What functions have done beyond their entries in the access table. */
    refused,
    close: async (): Promise<void> => {
      await stack.close();
      await rm(home, { recursive: true, force: true });
      if (refused().length > 0) throw new Error(`AWS would refuse: ${refused().join('; ')}`);
    },
  };
};
export type Journey = Awaited<ReturnType<typeof startJourney>>;

/** Talks to a running stack as its users do. */
export const clientOf = (stack: Pick<LocalStack, 'address'>) => {
  const tokens = new Map<string, { token: string; expiresAt: number }>();

  const request = async (
    method: string,
    path: string,
    { headers = {}, body, raw }: Init = {},
  ): Promise<Reply> => {
    const response = await fetch(stack.address + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(raw !== undefined ? { body: raw } : body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
    };
  };

  const local = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const reply = await request(method, `/_local/${path}`, body === undefined ? {} : { body });
    if (reply.status >= 400)
      throw new Error(`${method} /_local/${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body as T;
  };
  const now = async (): Promise<number> => Date.parse((await local<{ now: string }>('GET', 'clock')).now);

  const tokenOf = async (user: string): Promise<string> => {
    const known = tokens.get(user);
    if (known && known.expiresAt - (await now()) > 60_000) return known.token;
    const fresh = await local<{ token: string; expiresAt: string }>('POST', 'tokens', { user });
    tokens.set(user, { token: fresh.token, expiresAt: Date.parse(fresh.expiresAt) });
    return fresh.token;
  };

  /** Requests of one sample user; a POST gets an Idempotency-Key unless one is given. */
  const as = (user: string) => {
    const call =
      (method: string) =>
      async (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
        request(method, path, {
          headers: {
            authorization: `Bearer ${await tokenOf(user)}`,
            ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
            ...headers,
          },
          ...(body === undefined ? {} : { body }),
        });
    return {
      get: call('GET'),
      post: call('POST'),
      patch: call('PATCH'),
      put: call('PUT'),
      delete: call('DELETE'),
    };
  };

  return {
    request,
    as,
    tokenOf,
    local,
    now,
    advance: (duration: string) => local<{ now: string }>('PUT', 'clock', { advance: duration }),
    setClock: (at: number) => local<{ now: string }>('PUT', 'clock', { now: new Date(at).toISOString() }),
    run: (schedule: string) => local<unknown>('POST', `schedules/${schedule}/run`),
    drain: () => local<unknown>('POST', 'drain'),
    outbox: async () => (await local<{ items: OutboxItem[] }>('GET', 'outbox')).items,
    queues: async () => (await local<{ items: QueueFigures[] }>('GET', 'queues')).items,
  };
};

export type OutboxItem = {
  id: string;
  at: string;
  channel: string;
  to: string;
  subject?: string;
  body: string;
  links: string[];
};
export type QueueFigures = {
  name: string;
  visible: number;
  inFlight: number;
  delayed: number;
  deadLetters: number;
};

/** `If-Match` of the version an answer showed. */
export const ifMatch = (reply: Reply): Record<string, string> => ({
  'if-match': reply.headers.get('etag') ?? '',
});
