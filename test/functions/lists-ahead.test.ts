import { describe, expect, it } from 'vitest';
import type { Lists, PageAsk } from '#shared/app/lists.ts';
import type { Caller, Context } from '#shared/app/ports.ts';
import { listTickets } from '#shared/app/tickets/list-tickets.ts';
import { ticketRoutes } from '#shared/contracts/tickets.ts';
import type { TicketQuery } from '#shared/domain/tickets/list.ts';
import { listsAhead } from '#shared/runtime/http/ahead.ts';
import { bound } from '#shared/runtime/http/handler.ts';
import { callerWith } from '#test/support/serve-operation.ts';

const team = 'team_00000000000000000000000001';
const other = 'team_00000000000000000000000002';
const operation = bound(ticketRoutes['tickets/list'], listTickets);

const about = { now: 0, digest: (purpose: string, value: string) => `${purpose}-${value}` };

/** Lists that note what they were asked for; they find nothing. */
const noting = (answer = async () => ({ items: [], next: undefined })) => {
  const asked: { query: TicketQuery; page: PageAsk }[] = [];
  const tickets: Lists['tickets'] = (query, page) => {
    asked.push({ query, page });
    return answer();
  };
  return { asked, lists: { tickets } as Lists };
};
const request = (query: Record<string, string>) => ({
  params: {},
  query: ticketRoutes['tickets/list'].query.parse(query),
  body: undefined,
  ifMatch: undefined,
});
const run = async (caller: Caller, query: Record<string, string>, lists: Lists) =>
  operation.run(request(query), { caller, lists } as Context);

describe('a list of one team', () => {
  const agent = callerWith('agent', { teamIds: [team] });

  it('is read before it is known who calls, and once', async () => {
    const { asked, lists } = noting();

    const ahead = listsAhead(operation, request({ teamId: team, status: 'open' }), lists, about);
    expect(asked).toHaveLength(1);
    await run(agent, { teamId: team, status: 'open' }, ahead);

    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ query: { teamId: team, status: ['open'] }, page: { limit: 50 } });
  });

  it('of others stays hidden, though it was read', async () => {
    const { asked, lists } = noting();

    const ahead = listsAhead(operation, request({ teamId: other }), lists, about);
    await run(agent, { teamId: other }, ahead);

    expect(asked.at(-1)?.query.visibleTeams).toEqual([team]);
  });

  it('shows customers their own cases only, though more was read', async () => {
    const { asked, lists } = noting();
    const customer = callerWith('customer', { id: 'cus_00000000000000000000000001' });

    await run(customer, { teamId: team }, listsAhead(operation, request({ teamId: team }), lists, about));

    expect(asked.at(-1)?.query.customerId).toBe(customer.id);
  });

  it('that cannot be read fails where the operation asks for it', async () => {
    const { lists } = noting(() => Promise.reject(new Error('the table is away')));

    const ahead = listsAhead(operation, request({ teamId: team }), lists, about);

    await expect(run(agent, { teamId: team }, ahead)).rejects.toThrow('the table is away');
  });
});

describe('a list that depends on who calls', () => {
  it.each([[{ status: 'open' }], [{ teamId: team, cursor: 'sealed' }]])('is not read ahead: %o', (query) => {
    const { asked, lists } = noting();

    listsAhead(operation, request(query), lists, about);

    expect(asked).toEqual([]);
  });
});
