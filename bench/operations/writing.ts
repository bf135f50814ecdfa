import type { System } from '../support/system.ts';
import type { Operation } from './operation.ts';
import { aCase, aStranger, each, type Pool, type Ticket, times } from './pool.ts';

const version = ({ version }: Ticket): string => `"${version}"`;

/** Requests that open cases and work on them. */
export const writingOperations = (system: System, pool: Pool): readonly Operation[] => {
  const { client } = system;
  const onEach = (
    name: string,
    send: (ticket: Ticket) => Promise<unknown>,
    budget: Partial<Operation> = {},
  ): Operation => ({
    name,
    ...budget,
    prepare: async (count) => (await pool.take(count)).map((ticket) => ({ send: () => send(ticket) })),
  });
  return [
    {
      name: 'create ticket, new customer',
      maxTrips: 2,
      prepare: async (count) =>
        times(count).map(() => ({
          send: () =>
            client.send('agent1', 'POST', '/v1/tickets', { body: aCase({ customer: aStranger() }) }),
        })),
    },
    {
      name: 'create ticket, known customer',
      maxTrips: 2,
      prepare: async (count) =>
        (await pool.take(Math.min(count, 100))).length === 0
          ? []
          : (await pool.take(count)).map(({ customerId }) => ({
              send: () => client.send('agent1', 'POST', '/v1/tickets', { body: aCase({ customerId }) }),
            })),
    },
    onEach(
      'add message',
      ({ id }) =>
        client.send('agent1', 'POST', `/v1/tickets/${id}/messages`, {
          body: { visibility: 'public', body: '您好，我们正在联系物流公司，今天下午给您回复。'.repeat(6) },
        }),
      { maxTrips: 2 },
    ),
    onEach('transition', (ticket) =>
      client.send('agent1', 'POST', `/v1/tickets/${ticket.id}/transitions`, {
        body: { to: ticket.status === 'pending' ? 'open' : 'pending', reason: '等待客户答复' },
        ifMatch: version(ticket),
      }),
    ),
    assignByHand(system, pool),
    onEach('assign, automatic', (ticket) =>
      client.send('agent1', 'PUT', `/v1/tickets/${ticket.id}/assignment`, {
        body: { auto: true },
        ifMatch: version(ticket),
      }),
    ),
    onEach('patch', (ticket) =>
      client.send('agent1', 'PATCH', `/v1/tickets/${ticket.id}`, {
        body: { subject: `包裹 ${ticket.version}`, tags: [`seen-${ticket.version % 5}`] },
        ifMatch: version(ticket),
      }),
    ),
    onEach('escalate', ({ id, escalationLevel }) => escalate(system, id, escalationLevel === 1 ? 0 : 1)),
    {
      name: 'acknowledge',
      prepare: async (count) =>
        each(await pool.take(count), async ({ id, escalationLevel }) => {
          if (escalationLevel === 1) await escalate(system, id, 0);
          const { n } = (await escalate(system, id, 1)).body as { n: number };
          return {
            send: () =>
              client.send('supervisor1', 'POST', `/v1/tickets/${id}/escalations/${n}/acknowledgement`),
          };
        }),
    },
  ];
};

const escalate = ({ client }: System, id: string, level: 0 | 1) =>
  client.send('supervisor1', 'POST', `/v1/tickets/${id}/escalations`, {
    body: { level, reason: '需要上级处理' },
  });

/** From one agent to another, so that every request moves a case. */
const assignByHand = ({ client }: System, pool: Pool): Operation => ({
  name: 'assign by hand',
  prepare: async (count) => {
    const me = await Promise.all(['agent1', 'agent2'].map((user) => client.send(user, 'GET', '/v1/me')));
    const [first, second] = me.map(({ body }) => (body as { id: string }).id);
    return (await pool.take(count)).map((ticket) => ({
      send: () =>
        client.send('agent1', 'PUT', `/v1/tickets/${ticket.id}/assignment`, {
          body: { assigneeId: ticket.assigneeId === first ? second : first },
          ifMatch: version(ticket),
        }),
    }));
  },
});
