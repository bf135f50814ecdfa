import * as z from 'zod';
import { refusedFailure, unreachable, usageFailure } from './failure.ts';
import type { Io } from './io.ts';

/** Gives the token to call with; `fresh` asks for a new one where that is possible. */
export type SignIn = { token(fresh: boolean): Promise<string> };

const LOOPBACK = /^https?:\/\/(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?::\d+)?$/;
export const isLocal = (url: string): boolean => LOOPBACK.test(url);

/**
 * How commands sign in: with a token of the environment (`KEFU_TOKEN`), as a program (`KEFU_TOKEN_URL`, `KEFU_CLIENT_ID`, `KEFU_CLIENT_SECRET`), or on
 * the local stack as one of its sample people. `--as` means the local stack, whatever the environment says.
 */
export const signInFor = (url: string, as: string | undefined, io: Io): SignIn => {
  const { KEFU_TOKEN: token, KEFU_TOKEN_URL: tokenUrl } = io.env;
  if (as === undefined && token) return { token: async () => token };
  if (as === undefined && tokenUrl) return kept(() => programToken(tokenUrl, io));
  if (!isLocal(url)) {
    const why =
      as === undefined
        ? 'no sign-in: set KEFU_TOKEN, or KEFU_TOKEN_URL with KEFU_CLIENT_ID and KEFU_CLIENT_SECRET'
        : '--as works with the local stack only';
    return { token: () => Promise.reject(usageFailure(why)) };
  }
  return kept(() => sampleToken(url, as ?? 'admin', io));
};

const kept = (ask: () => Promise<string>): SignIn => {
  let known: Promise<string> | undefined;
  return {
    token: (fresh) => {
      if (fresh || known === undefined) known = ask();
      return known;
    },
  };
};

const sampleAnswer = z.object({ token: z.string() });
const programAnswer = z.object({ access_token: z.string() });

const sampleToken = async (url: string, user: string, io: Io): Promise<string> => {
  const body = await posted(`${url}/_local/tokens`, JSON.stringify({ user }), {}, io);
  return sampleAnswer.parse(body).token;
};

/** OAuth 2.0, client credentials (RFC 6749, 4.4). */
const programToken = async (tokenUrl: string, io: Io): Promise<string> => {
  const { KEFU_CLIENT_ID: id, KEFU_CLIENT_SECRET: secret, KEFU_SCOPE: scope } = io.env;
  if (!id || !secret) throw usageFailure('KEFU_TOKEN_URL needs KEFU_CLIENT_ID and KEFU_CLIENT_SECRET');
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
  const headers = {
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  return programAnswer.parse(await posted(tokenUrl, form.toString(), headers, io)).access_token;
};

const posted = async (
  url: string,
  body: string,
  headers: Record<string, string>,
  { signal }: Io,
): Promise<unknown> => {
  const response = await fetch(url, { method: 'POST', body, headers, signal }).catch((error: unknown) => {
    throw signal.aborted ? error : unreachable(url, error);
  });
  const text = await response.text();
  if (!response.ok) throw refusedFailure('the sign-in', response.status, jsonOr(text));
  return jsonOr(text);
};

/** The JSON of a text, or the text. */
export const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
