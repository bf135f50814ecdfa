import type { System } from '../support/system.ts';
import type { Operation } from './operation.ts';
import { type Pool, times } from './pool.ts';

let roles = 0;

/**
 * Requests about the desk itself: its people, their roles, and who did what. Changes of roles are counted one after the other: each moves
 * the one epoch of all settings.
 */
export const deskOperations = ({ client }: System, pool: Pool): readonly Operation[] => {
  const get = (name: string, path: string): Operation => ({
    name,
    prepare: async (count) => times(count).map(() => ({ send: () => client.send('admin', 'GET', path) })),
  });
  const newRole = async (): Promise<{ id: string; etag: string }> => {
    roles += 1;
    const body = { name: `Role ${roles}`, permissions: ['tickets.read', 'customers.read'], scope: 'teams' };
    const answer = await client.send('admin', 'POST', '/v1/roles', { body });
    return { id: (answer.body as { id: string }).id, etag: answer.etag };
  };
  return [
    get('list users', '/v1/users'),
    get('list roles', '/v1/roles'),
    {
      name: 'create role',
      untimed: true,
      prepare: async (count) => times(count).map(() => ({ send: newRole })),
    },
    {
      name: 'patch role',
      untimed: true,
      prepare: async (count) => {
        const made: Awaited<ReturnType<typeof newRole>>[] = [];
        for (const _ of times(count)) made.push(await newRole());
        return made.map(({ id, etag }) => ({
          send: () =>
            client.send('admin', 'PATCH', `/v1/roles/${id}`, {
              body: { permissions: ['tickets.read'] },
              ifMatch: etag,
            }),
        }));
      },
    },
    get('list 50 of the audit trail', '/v1/audit-events?limit=50'),
    {
      name: 'audit trail of one record',
      prepare: async (count) => {
        const tickets = await pool.take(50);
        return times(count).map((n) => ({
          send: () =>
            client.send('admin', 'GET', `/v1/audit-events?object=${tickets[n % tickets.length]?.id}`),
        }));
      },
    },
  ];
};
