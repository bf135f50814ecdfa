import { randomUUID } from 'node:crypto';
import { refusedFailure, unreachable } from './failure.ts';
import type { Io } from './io.ts';
import { jsonOr, type SignIn } from './sign-in.ts';

export type Body = Readonly<Record<string, unknown>>;

/** The API as commands call it. Every refusal is a `Failure` with the problem's words. */
export type Api = {
  readonly url: string;
  get(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<Body>;
  /** Repeats carry the same idempotency key, so that nothing is done twice. */
  post(path: string, body: Body): Promise<Body>;
  /** All of a list, page by page. */
  list(path: string, query?: Readonly<Record<string, string | undefined>>): AsyncGenerator<Body>;
};

const TRIES = 5;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 20_000;
/** Nothing was done, or it may be done again. */
const AGAIN: ReadonlySet<number> = new Set([429, 502, 503, 504]);

type Request = {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly key?: string;
};

export const apiAt = (url: string, signIn: SignIn, io: Io, language: string): Api => {
  const once = async ({ method, path, body, key }: Request, fresh: boolean): Promise<Response> =>
    fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${await signIn.token(fresh)}`,
        'accept-language': language,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body }),
      signal: io.signal,
    }).catch((error: unknown) => {
      throw io.signal.aborted || isFailure(error) ? error : new Unanswered(error);
    });

  const call = async (request: Request): Promise<Body> => {
    let fresh = false;
    for (let tries = 1; ; tries++) {
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
      let response: Response;
      try {
        response = await once(request, fresh);
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        if (tries === TRIES) throw unreachable(url, error.cause);
        await io.pause(waitMs);
        continue;
      }
      const body = jsonOr(await response.text());
      if (response.ok) return bodyOf(body);
      // A token that has run out meanwhile: once more with a new one.
      if (response.status === 401 && !fresh) {
        fresh = true;
        continue;
      }
      if (!AGAIN.has(response.status) || tries >= TRIES)
        throw refusedFailure(`${request.method} ${request.path}`, response.status, body);
      await io.pause(Math.max(waitMs, retryAfterMs(response)));
    }
  };

  const get: Api['get'] = (path, query = {}) => call({ method: 'GET', path: withQuery(path, query) });
  return {
    url,
    get,
    post: (path, body) => call({ method: 'POST', path, body: JSON.stringify(body), key: randomUUID() }),
    async *list(path, query = {}) {
      let cursor: string | undefined;
      do {
        const page = await get(path, { limit: '100', ...query, cursor });
        for (const item of (page['items'] ?? []) as readonly Body[]) yield item;
        cursor = page['nextCursor'] as string | undefined;
      } while (cursor !== undefined);
    },
  };
};

/** The request did not get there, or its answer did not come back. */
class Unanswered extends Error {
  constructor(cause: unknown) {
    super('no answer', { cause });
  }
}

const isFailure = (error: unknown): boolean => error instanceof Error && error.name === 'Failure';

const bodyOf = (body: unknown): Body =>
  typeof body === 'object' && body !== null ? (body as Body) : { text: body };

const withQuery = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
};

const retryAfterMs = (response: Response): number => {
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? Math.min(LONGEST_WAIT_MS, seconds * 1000) : 0;
};
