import * as z from 'zod';
import { type Instant, iso } from '#shared/domain/kernel/time.ts';

/** What a running local stack answered. */
export type Answer = { readonly status: number; readonly body: unknown };

export type CallOptions = {
  readonly body?: unknown;
  /** The version a change is made on. */
  readonly ifMatch?: number;
  /** Repeats of one call need the same; a random one without it. */
  readonly idempotencyKey?: string;
  /** Statuses beside 2xx that the caller deals with. */
  readonly also?: readonly number[];
};

/** Drives a local stack by its public API and its control surface. */
export type Client = {
  /** Calls the API as a sample user, or without a token. Throws an `UnexpectedAnswer` for a status nobody expects. */
  call(user: string | undefined, method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** The time there, by the last answer about it and the time since. */
  now(): Instant;
  readClock(): Promise<Instant>;
  /** Moves the clock forward; an instant that has passed there changes nothing. */
  advanceTo(at: Instant): Promise<void>;
  runSchedule(name: string): Promise<void>;
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** How long each call of the API took, in ms; control calls are not among them. */
  readonly durations: readonly number[];
};

/** An answer that nobody expected, with the call that got it. */
export class UnexpectedAnswer extends Error {
  readonly status: number;

  constructor(call: string, status: number, body: unknown) {
    super(`${call} answered ${status}: ${JSON.stringify(body)}`);
    this.status = status;
  }
}

const MIN_TOKEN_LIFE_MS = 60_000;
const TRIES = 6;
const clockAnswer = z.object({ now: z.iso.datetime() });
const tokenAnswer = z.object({ token: z.string(), expiresAt: z.iso.datetime() });

type Token = { readonly token: string; readonly expiresAt: Instant };

export const createClient = (address: string): Client => {
  const durations: number[] = [];
  const tokens = new Map<string, Promise<Token>>();
  let known = { at: 0, since: performance.now() };
  const now = (): Instant => known.at + (performance.now() - known.since);

  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(address + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await bodyOf(response);
    if (!response.ok) throw new UnexpectedAnswer(`${method} ${path}`, response.status, answer);
    return answer;
  };
  const learnClock = (answer: unknown): Instant => {
    known = { at: Date.parse(clockAnswer.parse(answer).now), since: performance.now() };
    return known.at;
  };
  const fetchToken = async (user: string): Promise<Token> => {
    const { token, expiresAt } = tokenAnswer.parse(await control('POST', '/_local/tokens', { user }));
    return { token, expiresAt: Date.parse(expiresAt) };
  };
  const tokenOf = async (user: string): Promise<string> => {
    const kept = await tokens.get(user);
    if (kept && kept.expiresAt - now() > MIN_TOKEN_LIFE_MS) return kept.token;
    // Calls at the same time share the new one, as long as nobody else has put one there meanwhile.
    const current = tokens.get(user);
    if (current && (await current) !== kept) return (await current).token;
    const asked = fetchToken(user);
    tokens.set(user, asked);
    asked.catch(() => tokens.delete(user));
    return (await asked).token;
  };

  const once = async (
    user: string | undefined,
    method: string,
    path: string,
    options: CallOptions,
    key: string,
  ) => {
    const { body, ifMatch } = options;
    const headers: Record<string, string> = {
      ...(user === undefined ? {} : { authorization: `Bearer ${await tokenOf(user)}` }),
      ...(method === 'POST' ? { 'idempotency-key': key } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    };
    const began = performance.now();
    const response = await fetch(address + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = { status: response.status, body: await bodyOf(response), headers: response.headers };
    durations.push(performance.now() - began);
    return answer;
  };

  const call: Client['call'] = async (user, method, path, options = {}) => {
    const key = options.idempotencyKey ?? crypto.randomUUID();
    for (let tries = 1; ; tries++) {
      const { status, body, headers } = await once(user, method, path, options, key);
      if ((status >= 200 && status < 300) || options.also?.includes(status)) return { status, body };
      if (tries === TRIES || !isWorthRepeating(status)) {
        throw new UnexpectedAnswer(`${method} ${path} at ${iso(Math.round(now()))}`, status, body);
      }
      if (status === 401 && user !== undefined) tokens.delete(user);
      await pause(Number(headers.get('retry-after') ?? 0) * 1000 || 50 * tries);
    }
  };

  return {
    call,
    now,
    readClock: async () => learnClock(await control('GET', '/_local/clock')),
    advanceTo: async (at) => {
      if (at > now()) learnClock(await control('PUT', '/_local/clock', { now: iso(at) }));
    },
    runSchedule: async (name) => void (await control('POST', `/_local/schedules/${name}/run`)),
    control,
    durations,
  };
};

/** A token that ran out meanwhile, a limit, a passing fault. POST is repeated under its key, other changes on their version. */
const isWorthRepeating = (status: number): boolean => status === 401 || status === 429 || status === 503;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const bodyOf = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (text === '') return undefined;
  return /\bjson\b/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
};
