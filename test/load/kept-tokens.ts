import { randomUUID } from 'node:crypto';
import type { Journey } from '#test/support/local-stack.ts';

/**
 * The same journey, whose users keep their tokens until one is refused: a crowd must not ask for the time before each request, as ordinary journeys do, whose
 * clock makes leaps.
 */
export const withKeptTokens = (journey: Journey): Journey => {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (user: string): Promise<string> => {
    const known = tokens.get(user) ?? journey.tokenOf(user);
    tokens.set(user, known);
    return known;
  };
  const as: Journey['as'] = (user) => {
    const call =
      (method: string) =>
      async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
        const reply = await journey.request(method, path, {
          headers: {
            authorization: `Bearer ${await tokenOf(user)}`,
            ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
            ...headers,
          },
          ...(body === undefined ? {} : { body }),
        });
        if (reply.status === 401) tokens.delete(user);
        return reply;
      };
    return {
      get: call('GET'),
      post: call('POST'),
      patch: call('PATCH'),
      put: call('PUT'),
      delete: call('DELETE'),
    };
  };
  return { ...journey, as, tokenOf };
};
