import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { queryFirst } from '#shared/adapters/dynamo/read.ts';
import { create } from '#shared/app/records.ts';
import { emptyPages, shortPages } from '../faults/partial.ts';
import { aCustomer, idOf } from './support/a-case.ts';
import { aStore } from './support/a-store.ts';

const NOTES = 7;
const customer = aCustomer(1);
const ids = Array.from({ length: NOTES }, (_, n) => idOf('note', n));

describe('A list whose pages the table cuts short', () => {
  let desk: Awaited<ReturnType<typeof aStore>>;
  beforeAll(async () => {
    desk = await aStore({ team: 2, all: 2, timers: 2 });
    await desk.store.commit([create('customer', customer)]);
    for (const [n, id] of ids.entries()) {
      const note = {
        id,
        customerId: customer.id,
        body: 'Likes tea.',
        createdAt: n,
        author: { type: 'user', id: idOf('usr', 1) } as const,
      };
      await desk.store.commit([create('customerNote', note)]);
    }
  });
  afterEach(() => desk.setFaults(undefined));
  afterAll(() => desk.close());

  const walk = async (limit: number): Promise<string[]> => {
    const seen: string[] = [];
    let after: Parameters<typeof desk.store.lists.customerNotes>[1]['after'];
    do {
      const page = await desk.store.lists.customerNotes([customer.id], { limit, after });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after);
    return seen;
  };

  it.each([
    ['to one item', () => shortPages(1)],
    ['to three items', () => shortPages(3)],
    ['to none, with a cursor', emptyPages],
  ] as const)('%s is told whole all the same, and nothing twice', async (_, mode) => {
    const whole = await walk(3);
    desk.setFaults(mode());

    expect(await walk(3)).toEqual(whole);
    expect(whole.toSorted()).toEqual(ids);
  });

  it('ends where there is no more, and where it was asked to', async () => {
    const asked = {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': `CUS#${customer.id}`, ':prefix': 'N#' },
    };
    desk.setFaults(shortPages(2));

    expect(await queryFirst(desk.table, 5, asked)).toHaveLength(5);
    expect(await queryFirst(desk.table, 50, asked)).toHaveLength(NOTES);
  });
});
