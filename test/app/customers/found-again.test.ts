import { describe, expect, it } from 'vitest';
import { createCustomer } from '#shared/app/customers/create-customer.ts';
import { listCustomers } from '#shared/app/customers/list-customers.ts';
import { partDigest } from '#shared/app/customers/search-entries.ts';
import { updateCustomer } from '#shared/app/customers/update-customer.ts';
import { put, ref } from '#shared/app/records.ts';
import { customerRoutes } from '#shared/contracts/customers.ts';
import { searchTokens } from '#shared/domain/customers/search.ts';
import { memoryStore } from '#test/support/memory-store.ts';
import { callerWith, operationsOn } from '#test/support/serve-operation.ts';

describe('An entry that a search finds', () => {
  it('is believed only as far as the record itself still says so', async () => {
    const store = memoryStore();
    const desk = operationsOn(store);
    const caller = callerWith('supervisor');
    const search = async (q: string): Promise<string[]> => {
      const route = customerRoutes['customers/list-customers'];
      const { body } = await desk.call(listCustomers, caller, { route, query: { q } });
      return (body?.items ?? []).map(({ id }) => id);
    };
    const { body: made } = await desk.call(createCustomer, caller, {
      route: customerRoutes['customers/create-customer'],
      body: { name: 'Marguerite', phones: ['+8613912345678'] },
    });
    const id = made?.id ?? '';
    const before = store.one(ref('customer', id));
    await desk.call(updateCustomer, caller, {
      route: customerRoutes['customers/update-customer'],
      params: { id },
      ifMatch: 1,
      body: { name: 'Beatrice' },
    });
    // The entries of what somebody was called before are back, as a list that is behind would show them.
    const stale = searchTokens(before, partDigest(desk));
    await store.commit(stale.map((token) => put('searchToken', { ...token, customerId: id })));

    expect(await search('Margu')).toEqual([]);
    expect(await search('Beat')).toEqual([id]);
  });
});
