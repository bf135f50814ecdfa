import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '#shared/app/ports.ts';
import { create, ref } from '#shared/app/records.ts';
import { ticketWrites } from '#shared/app/tickets/ticket-writes.ts';
import { hours } from '#shared/domain/kernel/time.ts';
import { editTicket } from '#shared/domain/tickets/edit.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { aStore } from '#test/adapters/support/a-store.ts';
import { aTicket, at, NINE } from '#test/domain/tickets/support.ts';

let opened: Awaited<ReturnType<typeof aStore>>;
beforeAll(async () => {
  opened = await aStore({ team: 2, all: 4, timers: 4 });
});
afterAll(() => opened.close());

const twenty = (prefix: string): string[] =>
  Array.from({ length: 20 }, (_, n) => `${prefix}${String(n).padStart(4, '0')}`);

const ticket = aTicket({ tags: twenty('old'), orderIds: twenty('ord_0') });
const everything = { tags: twenty('new'), orderIds: twenty('ord_1') };

const save = async (before: Ticket, hour: number): Promise<void> => {
  const change = editTicket(before, { ...everything, severity: 'severe' }, at(hour));
  if (!change) throw new Error('nothing changes');
  await opened.store.commit(await ticketWrites(change, { now: NINE + hours(hour) } as Context));
};
const stored = async () => {
  const head = ref('ticket', ticket.id);
  return (await opened.store.reader.get([head])).one(head);
};

describe('an edit that replaces all tags and orders of a case', () => {
  it('is refused in words, and changes nothing, where the deadlines to tell with it leave no room', async () => {
    await opened.store.commit([create('ticket', ticket)]);

    await expect(save(ticket, 200)).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ code: 'too_large' }],
    });
    expect(await stored()).toEqual(ticket);
  });

  it('is one write otherwise', async () => {
    await save(ticket, 1);

    expect(await stored()).toMatchObject({ ...everything, severity: 'severe', version: 2 });
  });
});
