import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#test/campaign/random.ts';
import type { Reply } from '#test/support/local-stack.ts';

/** A try that ended without an answer: a connection that was refused or cut. */
export const NO_ANSWER = 0;
export const brokenOff: Reply = { status: NO_ANSWER, headers: new Headers(), body: undefined };

/** The reply, or `brokenOff` with the reason for a body. What is not a broken connection is thrown. */
export const tried = async (fire: () => Promise<Reply>): Promise<Reply> => {
  try {
    return await fire();
  } catch (error) {
    // How `fetch` tells of a connection that gave no answer.
    if (error instanceof TypeError && error.message === 'fetch failed') {
      const { code } = (error.cause ?? {}) as { code?: unknown };
      return { ...brokenOff, body: code };
    }
    throw error;
  }
};

/** What a client asks again about: no answer, "come again", and failures on the other side. */
export const isAnswered = ({ status }: Pick<Reply, 'status'>): boolean =>
  status !== NO_ANSWER && status !== 429 && status < 500;

/** As the SDKs of clients do: no longer than this between two tries of their own accord. */
const LONGEST_SECONDS = 24;
const MOST_JITTER = 0.5;

/** Seconds until the next try: what `Retry-After` says or twice as long as before, whichever is longer, and up to half as long again, so that not all come at once. */
export const secondsUntilNext = (reply: Reply, tries: number, random: Random): number => {
  const told = Number(reply.headers.get('retry-after') ?? 0);
  const own = Math.min(LONGEST_SECONDS, 2 ** tries);
  return Math.max(told, own) * (1 + MOST_JITTER * random.next());
};

export type Errand = {
  readonly firstAt: number;
  readonly answeredAt: number;
  readonly tries: number;
  readonly reply: Reply;
};

/** Clients that do not give up. Times are real milliseconds of `performance.now()`; `speed`: seconds of the clients for each real one. */
export const patientClients = (random: Random, speed: number) => {
  const waiting = new Set<Promise<void>>();
  const errands: Errand[] = [];
  /** Tries until there is an answer; resolves with the first reply, whatever it is. `onTry` hears of each further one. */
  const send = async (
    fire: () => Promise<Reply>,
    {
      onTry,
      onAnswer,
    }: { onTry?: (reply: Reply, ms: number) => void; onAnswer?: (reply: Reply) => void } = {},
  ): Promise<Reply> => {
    const firstAt = performance.now();
    const first = await tried(fire);
    const goOn = async (): Promise<void> => {
      let reply = first;
      let tries = 1;
      while (!isAnswered(reply)) {
        await pause((secondsUntilNext(reply, tries, random) * 1000) / speed);
        const began = performance.now();
        reply = await tried(fire);
        tries += 1;
        onTry?.(reply, performance.now() - began);
      }
      errands.push({ firstAt, answeredAt: performance.now(), tries, reply });
      onAnswer?.(reply);
    };
    const one: Promise<void> = goOn().finally(() => waiting.delete(one));
    waiting.add(one);
    return first;
  };
  return {
    send,
    errands,
    waiting: (): number => waiting.size,
    /** Resolves when everybody has an answer. */
    settled: async (): Promise<void> => {
      while (waiting.size > 0) await Promise.all(waiting);
    },
  };
};
