import { managementTeamId, serviceTeamId } from '#shared/domain/people/defaults.ts';
import type { System } from '../support/system.ts';
import type { Operation } from './operation.ts';
import { type Pool, times } from './pool.ts';

/** Requests that change nothing. */
export const readingOperations = ({ client }: System, pool: Pool): readonly Operation[] => {
  const get = (name: string, user: string, path: string, budget: Partial<Operation> = {}): Operation => ({
    name,
    ...budget,
    prepare: async (count) => times(count).map(() => ({ send: () => client.send(user, 'GET', path) })),
  });
  const getEach = (
    name: string,
    path: (ticket: { id: string; customerId: string }) => string,
    budget: Partial<Operation> = {},
  ): Operation => ({
    name,
    ...budget,
    prepare: async (count) => {
      const tickets = await pool.take(Math.min(count, 50));
      return times(count).flatMap((n) => {
        const ticket = tickets[n % tickets.length];
        return ticket ? [{ send: () => client.send('agent1', 'GET', path(ticket)) }] : [];
      });
    },
  });
  return [
    getEach('read ticket', ({ id }) => `/v1/tickets/${id}`, { maxTrips: 1 }),
    {
      ...getEach('read ticket, first of a minute (limits are counted)', ({ id }) => `/v1/tickets/${id}`),
      maxTrips: 1,
      untimed: true,
      prepare: async (count) => {
        const [ticket] = await pool.take(1);
        return times(count).map(() => ({
          before: async () => {
            await client.advance('PT61S');
            await client.signIn('agent1');
          },
          send: () => client.send('agent1', 'GET', `/v1/tickets/${ticket?.id}`),
        }));
      },
    },
    get('list 50 of a team and status', 'agent1', `/v1/tickets?teamId=${serviceTeamId}&status=new&limit=50`, {
      maxTrips: 1,
      maxReads: 2,
    }),
    get('list 50 of a team by due', 'agent1', `/v1/tickets?teamId=${serviceTeamId}&sort=dueAt&limit=50`, {
      maxTrips: 1,
      maxReads: 2,
    }),
    get('list 50 by due, anywhere', 'admin', '/v1/tickets?sort=dueAt&limit=50'),
    getEach('timeline', ({ id }) => `/v1/tickets/${id}/timeline`),
    getEach('messages', ({ id }) => `/v1/tickets/${id}/messages`),
    getEach('sla explain', ({ id }) => `/v1/tickets/${id}/sla/explain`),
    getEach('get customer', ({ customerId }) => `/v1/customers/${customerId}`),
    get('counts', 'agent1', '/v1/tickets/counts'),
    get('read settings', 'admin', '/v1/settings'),
    get('read a team', 'admin', `/v1/teams/${managementTeamId}`),
  ];
};
