import type { Client } from '../support/client.ts';
import type { System } from '../support/system.ts';
import type { Operation } from './operation.ts';
import { aStranger, each, type Pool, times } from './pool.ts';

export type Customer = { readonly id: string; readonly version: number; readonly phone: string };

/** So many requests of a kind are timed at most where each needs customers of its own. */
const FRESH = 64;
const PAGE = 20;

const aCustomer = () => {
  const { name, phone, email } = aStranger();
  return { name, phones: [phone], emails: [email], tags: ['type:vip'] };
};

/** So many customers whom nobody knew before. */
export const newCustomers = async (client: Client, count: number): Promise<readonly Customer[]> =>
  each(times(count), async () => {
    const body = aCustomer();
    const answer = await client.send('agent1', 'POST', '/v1/customers', { body });
    const { id, version } = answer.body as { id: string; version: number };
    return { id, version, phone: body.phones[0] ?? '' };
  });

/** Requests about customers, who have cases from the pool or none. */
export const customerOperations = ({ client }: System, pool: Pool): readonly Operation[] => {
  const list = (name: string, path: string): Operation => ({
    name,
    prepare: async (count) => {
      await newCustomers(client, PAGE);
      return times(count).map(() => ({
        send: () => client.send('agent1', 'GET', `/v1/customers?limit=${PAGE}${path}`),
      }));
    },
  });
  const onEach = (
    name: string,
    send: (customer: Customer) => Promise<unknown>,
    prepared: Partial<Operation> = {},
  ): Operation => ({
    name,
    atMost: FRESH,
    ...prepared,
    prepare: async (count) =>
      (await newCustomers(client, count)).map((customer) => ({ send: () => send(customer) })),
  });
  const ofPool = (name: string, path: (id: string) => string, user = 'agent1'): Operation => ({
    name,
    prepare: async (count) => {
      const tickets = await pool.take(50);
      return times(count).flatMap((n) => {
        const ticket = tickets[n % tickets.length];
        return ticket ? [{ send: () => client.send(user, 'GET', path(ticket.customerId)) }] : [];
      });
    },
  });
  return [
    list('list 20 customers', ''),
    list('list 20 customers by tag', '&tag=type:vip'),
    list('search 20 customers by name', `&q=${encodeURIComponent('客户')}`),
    onEach('search customers by phone', ({ phone }) =>
      client.send('agent1', 'GET', `/v1/customers?q=${encodeURIComponent(phone)}`),
    ),
    {
      name: 'create customer',
      prepare: async (count) =>
        times(count).map(() => ({
          send: () => client.send('agent1', 'POST', '/v1/customers', { body: aCustomer() }),
        })),
    },
    onEach('patch customer: name and phone', ({ id, version }) => {
      const { name, phone } = aStranger();
      return client.send('agent1', 'PATCH', `/v1/customers/${id}`, {
        body: { name, phones: [phone] },
        ifMatch: `"${version}"`,
      });
    }),
    onEach('add note', ({ id }) =>
      client.send('agent1', 'POST', `/v1/customers/${id}/notes`, {
        body: { body: '客户希望上午联系，已转告配送。'.repeat(4) },
      }),
    ),
    ofPool('list notes', (id) => `/v1/customers/${id}/notes`),
    ofPool('timeline of a customer', (id) => `/v1/customers/${id}/timeline`),
    ofPool('grades of a customer', (id) => `/v1/customers/${id}/grades`),
    onEach('add consent', ({ id }) =>
      client.send('agent1', 'POST', `/v1/customers/${id}/consents`, {
        body: { purpose: 'survey', state: 'granted' },
      }),
    ),
    onEach('duplicates of a customer', ({ id }) =>
      client.send('agent1', 'GET', `/v1/customers/${id}/duplicates`),
    ),
    onEach('archive customer', ({ id, version }) =>
      client.send('agent1', 'DELETE', `/v1/customers/${id}`, { ifMatch: `"${version}"` }),
    ),
    {
      name: 'merge customers',
      atMost: FRESH,
      prepare: async (count) => {
        const [survivors, duplicates] = [
          await newCustomers(client, count),
          await newCustomers(client, count),
        ];
        return survivors.map(({ id }, n) => ({
          send: () =>
            client.send('admin', 'POST', `/v1/customers/${id}/merge`, {
              body: { duplicateId: duplicates[n]?.id },
            }),
        }));
      },
    },
    onEach('copy of a customer’s data', ({ id }) =>
      client.send('admin', 'GET', `/v1/customers/${id}/data-copy`),
    ),
    onEach('erase customer', ({ id }) =>
      client.send('admin', 'POST', `/v1/customers/${id}/erase`, { body: {} }),
    ),
  ];
};
