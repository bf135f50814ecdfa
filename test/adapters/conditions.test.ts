import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteRaw, putRaw, rawItems } from '#shared/adapters/dynamo/restore/raw.ts';
import { dynamoTimers } from '#shared/adapters/dynamo/timers.ts';
import { LostRace } from '#shared/app/ports.ts';
import { create, type Records, type Ref, ref, update, type Write } from '#shared/app/records.ts';
import { days } from '#shared/domain/kernel/time.ts';
import { NINE } from '#test/domain/tickets/support.ts';
import { aCase, aCustomer, caseWrites, idOf } from './support/a-case.ts';
import { aStore } from './support/a-store.ts';

const customer = aCustomer(1);
const { ticket, event, escalation, task, ...others } = aCase(1, customer.id);
const rung: Records['rung'] = {
  ticketId: ticket.id,
  ...{ cycle: 1, target: 'resolution', instance: 1, rung: 'breach' },
  ...{ dueAt: NINE, firedAt: NINE, seq: 7 },
};

describe('A write to the table', () => {
  let opened: Awaited<ReturnType<typeof aStore>>;
  beforeAll(async () => {
    opened = await aStore({ team: 1, all: 1, timers: 1 });
    const { store } = opened;
    await store.commit([create('customer', customer)]);
    await store.commit(caseWrites({ ticket, event, escalation, task, ...others }));
    await store.commit([create('rung', rung)]);
  });
  afterAll(() => opened.close());

  /** Which of the writes were refused; none where all of them went through. */
  const lostOf = async (writes: readonly Write[]): Promise<readonly number[]> => {
    try {
      await opened.store.commit(writes);
      return [];
    } catch (error) {
      if (error instanceof LostRace) return error.lost;
      throw error;
    }
  };
  const one = async <K extends keyof Records>(wanted: Ref<K>): Promise<Records[K] | undefined> =>
    (await opened.store.reader.get([wanted])).one(wanted);
  const anotherRung = (n: number): Write => create('rung', { ...rung, instance: n });

  it.each<[string, Write, Ref]>([
    [
      'a rung that has fired',
      create('rung', { ...rung, firedAt: NINE + 1 }),
      ref('rung', ticket.id, '1', 'resolution', '1', 'breach'),
    ],
    [
      'a step on the ladder',
      create('escalation', { ...escalation, reason: 'again' }),
      ref('escalation', ticket.id, '9'),
    ],
    ['a fact of the timeline', create('event', { ...event, at: NINE + 1 }), ref('event', ticket.id, '99')],
    ['a case', create('ticket', { ...ticket, subject: 'again' }), ref('ticket', ticket.id)],
  ])('that makes %s a second time is refused, and the first stays as it was', async (_, again, wanted) => {
    const before = await one(wanted);

    expect(await lostOf([anotherRung(50), again])).toEqual([1]);
    expect(before).toBeDefined();
    expect(await one(wanted)).toEqual(before);
    expect(await one(ref('rung', ticket.id, '1', 'resolution', '50', 'breach'))).toBeUndefined();
  });

  it('of a record whose version has moved on is refused, with everything else of its transaction', async () => {
    const stale = { ...ticket, version: ticket.version - 1 };

    expect(await lostOf([anotherRung(51), update('ticket', stale, { ...ticket, version: 99 })])).toEqual([1]);
    expect((await one(ref('ticket', ticket.id)))?.version).toBe(ticket.version);
    expect(await one(ref('rung', ticket.id, '1', 'resolution', '51', 'breach'))).toBeUndefined();
  });

  it('that expects a version, or takes one away, does neither with another', async () => {
    const head = ref('ticket', ticket.id);
    const work = ref('task', ticket.id, task.id);

    expect(await lostOf([anotherRung(52), { op: 'expect', ref: head, version: ticket.version + 1 }])).toEqual(
      [1],
    );
    expect(await lostOf([anotherRung(52), { op: 'remove', ref: work, version: task.version + 1 }])).toEqual([
      1,
    ]);
    expect(await one(work)).toMatchObject({ id: task.id });
    expect(await one(ref('rung', ticket.id, '1', 'resolution', '52', 'breach'))).toBeUndefined();
  });

  it('gives nobody more cases than they can hold', async () => {
    const userId = idOf('usr', 1);
    const take: Write = { op: 'shift', userId, by: 1, atMost: 2 };

    expect([await lostOf([take]), await lostOf([take]), await lostOf([take])]).toEqual([[], [], [0]]);
    expect(await one(ref('load', userId))).toMatchObject({ active: 2 });
  });

  it('takes the place of an answer whose day is over, though nobody has cleaned it up, and of no other', async () => {
    const answered = (writtenAt: number): Write =>
      create('idempotency', {
        key: 'a-key',
        requestHash: String(writtenAt),
        writtenAt,
        expiresAt: writtenAt + days(1),
        answer: '',
      });

    expect(await lostOf([answered(NINE)])).toEqual([]);
    expect(await lostOf([answered(NINE + days(1) - 1)])).toEqual([0]);
    expect(await lostOf([answered(NINE + days(1))])).toEqual([]);
    expect((await one(ref('idempotency', 'a-key')))?.requestHash).toBe(String(NINE + days(1)));
  });

  it('of a restore puts and takes away only what is still as it was looked at', async () => {
    const { table, putRaw: past } = opened;
    const key = { pk: 'TKT#raw', sk: 'A' };
    const looked = { ...key, t: 'ticket', ver: 3 };
    await past({ ...looked, ver: 4, by: 'somebody' });

    expect(await putRaw(table, { ...looked, ver: 9 }, looked)).toBe(false);
    expect(await putRaw(table, { ...looked, ver: 9 }, undefined)).toBe(false);
    expect(await deleteRaw(table, looked)).toBe(false);
    expect([...(await rawItems(table, [key])).values()]).toMatchObject([{ ver: 4, by: 'somebody' }]);
  });

  it('of a sweep keeps how far it came once: of two at the same moment one is told so', async () => {
    const timers = dynamoTimers(opened.table, 'ticket');
    const marks = (upTo: string) => ({ version: 1, sweeps: 1, upTo: { '00': upTo } });

    expect(await timers.keep(marks('first'))).toBe(true);
    expect(await timers.keep(marks('second'))).toBe(false);
    expect(await timers.watermarks()).toEqual(marks('first'));
  });
});
