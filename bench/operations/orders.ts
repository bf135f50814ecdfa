import { randomUUID } from 'node:crypto';
import type { System } from '../support/system.ts';
import { newCustomers } from './customers.ts';
import type { Operation } from './operation.ts';
import { aStranger, each, times } from './pool.ts';

const FRESH = 64;
const PLACED = '2026-02-20T09:00:00Z';
const LATER = '2026-02-21T09:00:00Z';

/** An order of two lines, as a shop's system tells it. */
const anOrder = (customer: object, sourceUpdatedAt = PLACED, status = 'paid') => ({
  customer,
  placedAt: PLACED,
  status,
  total: { amount: '497.00', currency: 'CNY' },
  lines: [
    {
      sku: 'CUP-500',
      name: '保温杯 500 ml',
      quantity: 1,
      price: { amount: '129.00', currency: 'CNY' },
    },
    { sku: 'TEA-LJ', name: '明前龙井 250 g', quantity: 1, price: { amount: '368.00', currency: 'CNY' } },
  ],
  sourceUpdatedAt,
});

const byPhone = () => {
  const { name, phone } = aStranger();
  return { name, phone };
};

/** Requests about what customers bought. */
export const orderOperations = ({ client }: System): readonly Operation[] => {
  const tell = (number: string, body: object) =>
    client.send('admin', 'PUT', `/v1/orders/${number}`, { body });
  const told = async (): Promise<{ number: string; id: string; customerId: string }> => {
    const number = `BENCH-${randomUUID()}`;
    const { body } = await tell(number, anOrder(byPhone()));
    return { number, ...(body as { id: string; customerId: string }) };
  };
  const get = (name: string, path: (order: { id: string; customerId: string }) => string): Operation => ({
    name,
    prepare: async (count) => {
      const orders = await each(times(20), told);
      return times(count).flatMap((n) => {
        const order = orders[n % orders.length];
        return order ? [{ send: () => client.send('agent1', 'GET', path(order)) }] : [];
      });
    },
  });
  return [
    {
      name: 'order of a new customer',
      prepare: async (count) =>
        times(count).map(() => ({ send: () => tell(`BENCH-${randomUUID()}`, anOrder(byPhone())) })),
    },
    {
      name: 'order of a known customer',
      atMost: FRESH,
      prepare: async (count) =>
        (await newCustomers(client, count)).map(({ id }) => ({
          send: () => tell(`BENCH-${randomUUID()}`, anOrder({ id })),
        })),
    },
    {
      name: 'later account of an order',
      atMost: FRESH,
      prepare: async (count) =>
        (await each(times(count), told)).map(({ number, customerId }) => ({
          send: () => tell(number, anOrder({ id: customerId }, LATER, 'shipped')),
        })),
    },
    get('read order', ({ id }) => `/v1/orders/${id}`),
    get('list 50 orders', () => '/v1/orders?limit=50'),
    get('orders of a customer', ({ customerId }) => `/v1/customers/${customerId}/orders`),
  ];
};
