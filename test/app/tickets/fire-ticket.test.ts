import { beforeEach, describe, expect, it } from 'vitest';
import { type Context, LostRace } from '#shared/app/ports.ts';
import { create, type Kind, put, ref } from '#shared/app/records.ts';
import { fireTicket } from '#shared/app/tickets/fire-ticket.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import { aTicket, desk, NINE } from '#test/domain/tickets/support.ts';
import { memoryStore } from '#test/support/memory-store.ts';

const { id } = aTicket();
/** A day and a minute after it came nobody has answered: the first promise is broken, and the department has the case. */
const LATE = NINE + hours(24) + 60_000;

describe('firing what is due for a case', () => {
  let store: ReturnType<typeof memoryStore>;
  let now: number;
  let looks: number;
  const open = async (): Promise<Context> => {
    looks++;
    const { found, config } = await store.open({ refs: [ref('ticket', id)] });
    return { now, found, config: { ...config, ...desk }, reader: store.reader } as unknown as Context;
  };
  const fire = () => fireTicket(id, open, store.commit);
  const head = () => store.one(ref('ticket', id));

  beforeEach(async () => {
    store = memoryStore();
    now = LATE;
    looks = 0;
    await store.commit([create('ticket', aTicket())]);
  });

  it('breaches and climbs once, however often and at the same moment it is asked for', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, fire));
    const again = await fire();

    expect(asked.filter((what) => what === 'fired')).toHaveLength(1);
    expect(again).toBe('stale');
    expect(head()).toMatchObject({ escalationLevel: 1, version: 2 });
    expect(store.all('escalation')).toMatchObject([{ n: 1, level: 1 }]);
    expect(
      store
        .all('rung')
        .map(({ target, rung }) => `${target} ${rung}`)
        .toSorted(),
    ).toEqual(['firstResponse breach', 'firstResponse level1', 'firstResponse warning']);
  });

  it('does nothing before the deadline, whatever the message says', async () => {
    now = NINE + hours(1);

    expect(await fire()).toBe('stale');
    expect(store.all('event')).toEqual([]);
  });

  it.each<Kind>(['rung', 'escalation', 'event'])(
    'is refused by each proof alone: by a %s that is there, though the head has forgotten it',
    async (kind) => {
      await fire();
      const proofs = store.all(kind);
      store.items.clear();
      await store.commit([create('ticket', aTicket())]);
      await store.commit(proofs.map((proof) => put(kind, proof)));
      now += 60_000;

      await expect(fire()).rejects.toThrow(LostRace);
      expect(head()).toMatchObject({ escalationLevel: 0, version: 1 });
      expect(store.all(kind)).toEqual(proofs);
    },
  );

  it('gives up after a few races that others win, and leaves the rest to the next delivery of the message', async () => {
    const losing = (): Promise<void> => (looks < 50 ? Promise.reject(new LostRace([0])) : Promise.resolve());

    await expect(fireTicket(id, open, losing)).rejects.toThrow(LostRace);
    expect(looks).toBe(5);
  });
});
