import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restoreTable } from '#shared/adapters/dynamo/restore/table.ts';
import { create, put, ref } from '#shared/app/records.ts';
import { days } from '#shared/domain/kernel/time.ts';
import { belongs } from '#shared/domain/restores/belongs.ts';
import { noBelongings } from '#shared/domain/restores/restore.ts';
import { NINE } from '#test/domain/tickets/support.ts';
import { aHandling } from '#test/support/halves.ts';
import { everyItem } from '#test/support/stored-items.ts';
import { aCase, aCustomer, caseWrites, idOf } from './support/a-case.ts';
import { aStore } from './support/a-store.ts';

/** A restore that began a day after whatever is there. */
const STARTED = NINE + days(1);
const handling = { ...aHandling(STARTED), mode: 'replace' as const };

const delivery = (n: number, receivedAt = NINE) => ({
  ...{ key: `digest${n}`, ticketId: idOf('tkt', n), messageId: idOf('msg', 90_000 + n), receivedAt },
  expiresAt: receivedAt + days(400),
});

describe('The note that a message of a channel was taken', () => {
  let all: Awaited<ReturnType<typeof aStore>>;
  beforeEach(async () => {
    all = await aStore({ team: 1, all: 1, timers: 1 });
    await all.store.commit([create('customer', aCustomer(1))]);
  });
  afterEach(() => all.close());

  const table = () => restoreTable(all.table, () => STARTED);
  const noted = async (n: number): Promise<boolean> => {
    const wanted = ref('inboundMessage', `digest${n}`);
    return (await all.store.reader.get([wanted])).one(wanted) !== undefined;
  };

  it('goes with its case when the snapshot has neither, so that the channel may bring the message again', async () => {
    const { ticket, message } = aCase(1, idOf('cus', 1));
    await all.store.commit([
      create('ticket', ticket),
      create('message', message),
      create('inboundMessage', delivery(1)),
    ]);

    await table().removeOthers(undefined, handling, () => false);

    expect(await noted(1)).toBe(false);
  });

  it('stays with a case that was worked on since the restore began, and when it came since', async () => {
    const { ticket } = aCase(1, idOf('cus', 1));
    await all.store.commit([
      create('ticket', { ...ticket, updatedAt: STARTED + 1 }),
      create('inboundMessage', delivery(1)),
      create('inboundMessage', delivery(2, STARTED + 1)),
    ]);

    await table().removeOthers(undefined, handling, () => false);

    expect([await noted(1), await noted(2)]).toEqual([true, true]);
  });

  it('is put back with its case, and only for that case where one is asked for', async () => {
    await all.store.commit([...caseWrites(aCase(1, idOf('cus', 1))), put('inboundMessage', delivery(1))]);
    const items = await everyItem(all.table.documents, all.table.name);
    const [note] = items.filter(({ t }) => t === 'inboundMessage');
    if (!note) throw new Error('there is no note');
    const belongings = { ...noBelongings, tickets: [idOf('tkt', 1)] };
    expect(belongs(note, belongings)).toBe(true);
    expect(belongs(note, { ...noBelongings, tickets: [idOf('tkt', 2)] })).toBe(false);
    await all.store.commit([{ op: 'remove', ref: ref('inboundMessage', 'digest1') }]);

    await table().place([note], handling);

    expect(await noted(1)).toBe(true);
  });

  it('that leads to a case that isn’t there is taken away as a half', async () => {
    await all.store.commit([create('inboundMessage', delivery(7))]);

    const { repairs } = await table().check(undefined, handling, () => false);

    expect(repairs).toEqual({ deliveryWithoutCase: 1 });
    expect(await noted(7)).toBe(false);
  });
});
