import { describe, expect, it } from 'vitest';
import { listCustomers } from '#shared/app/customers/list-customers.ts';
import type { Lists } from '#shared/app/lists.ts';
import type { Context } from '#shared/app/ports.ts';
import type { Ref } from '#shared/app/records.ts';
import { customerRoutes } from '#shared/contracts/customers.ts';
import { defaultSettingsValues } from '#shared/domain/settings/settings.ts';
import { listsAhead } from '#shared/runtime/http/ahead.ts';
import { bound } from '#shared/runtime/http/handler.ts';
import { callerWith } from '#test/support/serve-operation.ts';

const route = customerRoutes['customers/list-customers'];
const operation = bound(route, listCustomers);
const about = { now: 0, digest: (purpose: string, value: string) => `${purpose}-${value}`.padEnd(22, '-') };

/** Lists that find nobody, and note each question. */
const noting = () => {
  const asked: string[] = [];
  const nobody = (name: string) => (ask: unknown) => {
    asked.push(`${name} ${typeof ask === 'string' ? ask : JSON.stringify(ask)}`);
    return Promise.resolve({ items: [], next: undefined });
  };
  const lists = {
    customers: nobody('customers'),
    searchTokens: nobody('entries'),
    customersById: () => Promise.resolve(new Map()),
  } as unknown as Lists;
  return { asked, lists };
};

const request = (query: Record<string, string>) => ({
  params: {},
  query: route.query.parse(query),
  body: undefined,
  ifMatch: undefined,
});

const run = async (query: Record<string, string>, lists: Lists) => {
  const later: Ref[] = [];
  const nothing = { one: () => undefined };
  const context = {
    ...about,
    caller: callerWith('agent'),
    config: { settings: defaultSettingsValues(), shops: new Map() },
    found: nothing,
    reader: {
      get: (refs: readonly Ref[]) => {
        later.push(...refs);
        return Promise.resolve(nothing);
      },
    },
    lists,
  };
  await operation.run(request(query), context as unknown as Context);
  return later;
};

describe('customers', () => {
  it.each([
    [{ q: '李' }],
    [{ q: 'wang' }],
    [{ q: '1387' }],
    [{ q: 'user.com' }],
    [{}],
    [{ tag: 'type:vip', createdAfter: '2026-01-01T00:00:00Z' }],
    [{ grade: 'vip', sort: '-spend', limit: '100' }],
  ])('are looked for before it is known who calls, and once: %o', async (query) => {
    const { asked, lists } = noting();
    const ahead = listsAhead(operation, request(query), lists, about);
    const first = [...asked];
    expect(first.length).toBeGreaterThan(0);

    const later = await run(query, ahead);

    expect(asked).toEqual(first);
    expect(later).toEqual([]);
  });

  it.each([
    [{ spendMin: '100.00' }],
    [{ cursor: 'sealed' }],
    [{ q: '李', cursor: 'sealed' }],
    [{ createdAfter: '2026-01-02T00:00:00Z', createdBefore: '2026-01-01T00:00:00Z' }],
  ])('are not read ahead where that needs the settings or the caller: %o', (query) => {
    const { asked, lists } = noting();

    listsAhead(operation, request(query), lists, about);

    expect(asked).toEqual([]);
  });

  it('whom a question may name as a whole are wanted in the first round trip', () => {
    const kinds = (q: string): string[] => operation.wants(request({ q }), about).map(({ kind }) => kind);

    expect(kinds('+8613800138000')).toEqual(['customerLookup', 'order', 'customerLookup']);
    expect(kinds('li@example.com')).toEqual(['customerLookup', 'order', 'customerLookup']);
    expect(kinds('k7-4m2q9')).toEqual(['customerLookup', 'order', 'ticketNumber']);
    expect(kinds('cus_00000000000000000000000001')).toEqual(['customerLookup', 'order', 'customer']);
    expect(operation.wants(request({}), about)).toEqual([]);
  });
});
