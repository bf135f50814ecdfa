import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '#shared/adapters/dynamo/keys.ts';
import { getItems } from '#shared/adapters/dynamo/read.ts';
import { recountLoads } from '#shared/adapters/dynamo/recount/loads.ts';
import { create, update, type Write } from '#shared/app/records.ts';
import { newUser } from '#shared/domain/people/user-change.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { aTicket, NINE } from '#test/domain/tickets/support.ts';
import { idOf } from '../support/a-case.ts';
import { aStore } from '../support/a-store.ts';

const agents = [1, 2, 3].map((n) => idOf('usr', n));
const [li = '', bo = '', cy = ''] = agents;
const aCase = (n: number, assigneeId: string, status: Ticket['status'] = 'open'): Ticket => ({
  ...aTicket({ id: idOf('tkt', n), number: `K7-${String(n).padStart(5, '0')}` }),
  assigneeId,
  status,
});
const shift = (userId: string, by: 1 | -1): Write => ({ op: 'shift', userId, by });

let kept: Awaited<ReturnType<typeof aStore>>;
beforeAll(async () => {
  kept = await aStore({ team: 1, all: 1, timers: 1 });
  for (const [n, id] of agents.entries())
    await kept.store.commit([
      create(
        'user',
        newUser(
          { sub: `sub-${n}`, name: 'Li', email: `a${n}@example.com`, role: 'agent' },
          { id, now: NINE },
        ),
      ),
    ]);
  const cases = [aCase(1, li), aCase(2, li, 'new'), aCase(3, li, 'pending'), aCase(4, bo), aCase(5, cy)];
  for (const ticket of cases)
    await kept.store.commit([
      create('ticket', ticket),
      ...(ticket.status === 'pending' ? [] : [shift(ticket.assigneeId ?? '', 1)]),
    ]);
});
afterAll(() => kept.close());

const loads = async (): Promise<unknown[]> => {
  const found = await getItems(kept.table, agents.map(keys.load));
  return agents.map((id) => found.get(`${keys.load(id).pk}\nLOAD`)?.['active']);
};
const nothing = async (): Promise<void> => {};

describe('A recount of what occupies agents', () => {
  it('finds nothing where every counter says what the cases say', async () => {
    expect(await recountLoads(kept.table, nothing, true)).toEqual({ differences: [], busy: [] });
    expect(await loads()).toEqual([2, 1, 1]);
  });

  it('names a counter that is too high, and one that is lost, and sets them', async () => {
    await kept.store.commit([shift(li, 1), { op: 'remove', ref: { kind: 'load', id: [bo] } }]);
    const differences = [
      { userId: li, has: 3, should: 2 },
      { userId: bo, has: 0, should: 1 },
    ];

    expect(await recountLoads(kept.table, nothing, false)).toEqual({ differences, busy: [] });
    expect(await loads()).toEqual([3, undefined, 1]);
    expect(await recountLoads(kept.table, nothing, true)).toEqual({ differences, busy: [] });
    expect(await loads()).toEqual([2, 1, 1]);
  });

  it('looks again where a case was given and another taken meanwhile, though the figure is the same', async () => {
    await kept.store.commit([shift(cy, 1)]);
    const [given, taken] = [aCase(6, cy), aCase(5, cy)];
    let looks = 0;
    const meanwhile = async (): Promise<void> => {
      looks += 1;
      if (looks > 1) return;
      await kept.store.commit([create('ticket', given), shift(cy, 1)]);
      await kept.store.commit([
        update('ticket', taken, { ...taken, status: 'pending', version: taken.version + 1 }),
        shift(cy, -1),
      ]);
    };
    const found = await recountLoads(kept.table, meanwhile, true);

    expect(found).toEqual({ differences: [{ userId: cy, has: 2, should: 1 }], busy: [] });
    expect(looks).toBe(2);
    expect(await loads()).toEqual([2, 1, 1]);
  });

  it('leaves an agent whose cases come and go all the time as they are, and says so', async () => {
    await kept.store.commit([shift(li, 1)]);
    const busy = async (): Promise<void> => {
      await kept.store.commit([shift(li, 1)]);
      await kept.store.commit([shift(li, -1)]);
    };

    expect(await recountLoads(kept.table, busy, true)).toEqual({ differences: [], busy: [li] });
    expect(await loads()).toEqual([3, 1, 1]);
  });
});
