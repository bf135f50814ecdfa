import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Journey, Reply } from '#test/support/local-stack.ts';
import type { History } from './history.ts';

/** Tries of one request before the campaign gives up. */
const MOST_TRIES = 60;

export type Ask = {
  readonly user: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Client = {
  /** Answers 2xx, or whichever status is expected; repeats whatever may pass, with the same key. Throws for any other answer. */
  readonly ask: (ask: Ask, expected?: readonly number[]) => Promise<Reply>;
  /** Every item of a list. */
  readonly pages: <T>(path: string, user?: string) => Promise<T[]>;
  /** Requests that had to be sent again, and answers with which the product itself failed: there should be none of those. */
  readonly repeated: () => number;
  readonly failures: readonly string[];
};

/** The gateway says so itself when a function died under it; the product never answers like this. */
const isGateways = ({ body }: Reply): boolean =>
  typeof body === 'object' && body !== null && 'message' in body && !('code' in body);

/** A client as every client should be: it repeats a request under its key until it knows what became of it. */
export const clientFor = (journey: Journey, history: History): Client => {
  let repeated = 0;
  const failures: string[] = [];

  const once = async (ask: Ask, key: string): Promise<Reply | undefined> => {
    const headers = { ...(ask.method === 'post' ? { 'idempotency-key': key } : {}), ...ask.headers };
    try {
      return ask.method === 'get'
        ? await journey.as(ask.user).get(ask.path, undefined, headers)
        : await journey.as(ask.user).post(ask.path, ask.body, headers);
    } catch (error) {
      // The connection was cut: nobody knows whether it took effect.
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  };
  const ask: Client['ask'] = async (wanted, expected = []) => {
    const key = randomUUID();
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const reply = await once(wanted, key);
      if (reply && (reply.status < 300 || expected.includes(reply.status))) return reply;
      const mayPass = !reply || reply.status === 429 || reply.status >= 500;
      if (!mayPass)
        throw new Error(
          `${wanted.method} ${wanted.path}: ${reply.status} ${JSON.stringify(reply.body).slice(0, 300)}`,
        );
      if (reply?.status === 500 && !isGateways(reply))
        failures.push(`${wanted.method} ${wanted.path}: ${JSON.stringify(reply.body).slice(0, 200)}`);
      repeated++;
      history.note(wanted.user, 'repeat', { path: wanted.path, status: reply?.status ?? 0 });
      await pause(Math.min(20 * tries, 250));
    }
    throw new Error(`${wanted.method} ${wanted.path}: no answer after ${MOST_TRIES} tries`);
  };
  return {
    ask,
    failures,
    repeated: () => repeated,
    pages: async <T>(path: string, user = 'admin'): Promise<T[]> => {
      const all: T[] = [];
      let cursor: string | undefined;
      do {
        const more = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
        const query = `${path.includes('?') ? '&' : '?'}limit=100${more}`;
        const reply = await ask({ user, method: 'get', path: `${path}${query}` });
        const page = reply.body as { items: T[]; nextCursor?: string };
        all.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor);
      return all;
    },
  };
};

/** Does `work` for each, at most `width` at a time. */
export const inLanes = async <T>(
  items: readonly T[],
  width: number,
  work: (item: T, n: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let n = next++; n < items.length; n = next++) await work(items[n] as T, n);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
};
