import { randomUUID } from 'node:crypto';
import { type RouteId, routes } from '#shared/contracts/routes.ts';
import { type RoleKey, shippedRoles } from '#shared/domain/people/permissions.ts';
import type { Journey, Reply } from '../support/local-stack.ts';
import { table } from '../support/matrix/table.ts';
import type { Operation } from './document.ts';

const sampleOf: Readonly<Partial<Record<RoleKey, string>>> = {
  admin: 'admin',
  supervisor: 'supervisor1',
  agent: 'agent1',
  inspector: 'inspector1',
  analyst: 'analyst1',
  customer: 'customer1',
};

/** The sample users who may call an operation, the administrator first; of one that ends the caller's sign-in, somebody nobody else is. */
export const callersOf = ({ name, secured }: Operation): readonly string[] => {
  if (!secured) return [];
  const id = name as RouteId;
  const { permission } = routes[id];
  const entry = table[id];
  if (entry?.ends && entry.on === 'nothing') return ['agent3'];
  return Object.values(shippedRoles)
    .filter(({ permissions }) => permission === 'self.read' || permissions.some((one) => one === permission))
    .flatMap(({ key }) => sampleOf[key] ?? [])
    .sort((a, b) => Number(b === 'admin') - Number(a === 'admin'));
};

/** Tokens of sign-ins that are never older than a few minutes. */
export const signInsOf = (journey: Journey) => {
  const known = new Map<string, { readonly token: string; readonly at: number }>();
  return {
    tokenOf: async (user: string): Promise<string> => {
      const kept = known.get(user);
      if (kept && performance.now() - kept.at < 120_000) return kept.token;
      const { token } = await journey.local<{ token: string }>('POST', 'tokens', { user });
      known.set(user, { token, at: performance.now() });
      return token;
    },
    /** A sign-in is known to the second: one of the second in which another was ended would be over too. */
    ended: async (): Promise<void> => {
      await journey.advance('PT2S');
      known.clear();
    },
  };
};
export type SignIns = ReturnType<typeof signInsOf>;

/** Requests of one sample user, as a journey's own `as`, with the sign-ins that are kept here: nothing is asked of the clock in between. */
export const asOf = ({ request }: Pick<Journey, 'request'>, { tokenOf }: SignIns): Journey['as'] => {
  return (user) => {
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
};
