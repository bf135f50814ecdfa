import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Item, ItemKind } from '#shared/adapters/dynamo/item-kind.ts';
import { itemKindOf, kinds } from '#shared/adapters/dynamo/items/index.ts';
import { keys } from '#shared/adapters/dynamo/keys.ts';
import { upgradePass } from '#shared/adapters/dynamo/restore/upgrade-pass.ts';
import { upgraded, versioned } from '#shared/adapters/dynamo/schema-version.ts';
import { notingSealed, unknownOf } from '#shared/adapters/dynamo/unknown-fields.ts';
import { create, type Kind, ref, update } from '#shared/app/records.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { nextUpgrade } from '#shared/domain/restores/upgrade.ts';
import { aCase, aCustomer, aReply, caseWrites, idOf, planted } from './support/a-case.ts';
import { aStore } from './support/a-store.ts';

/** A kind that was raised twice: first two names became one, then the number became a text. */
const thirdVersion: ItemKind<'ticketNumber'> = {
  type: 'ticketNumber',
  schemaVersion: 3,
  upgrades: {
    1: ({ first, last, ...item }) => ({ ...item, number: `${String(first)}-${String(last)}` }),
    2: ({ ticket, ...item }) => ({ ...item, ticketId: ticket }),
  },
  key: ([number = '']) => keys.ticketNumber(number),
  idOf: ({ number }) => [number],
  toItem: (record) => ({ ...record }),
  fromItem: ({ number, ticketId }) =>
    z.object({ number: z.string(), ticketId: z.string() }).parse({ number, ticketId }),
};
const record = { number: 'K7-4M2Q9', ticketId: idOf('tkt', 1) };
const key = keys.ticketNumber(record.number);
const fixtures: readonly Item[] = [
  { ...key, t: 'ticketNumber', v: 1, first: 'K7', last: '4M2Q9', ticket: record.ticketId },
  { ...key, t: 'ticketNumber', v: 2, number: record.number, ticket: record.ticketId },
  { ...key, t: 'ticketNumber', v: 3, ...record },
];

describe('An item of an earlier version', () => {
  it.each(fixtures)('is read in the present shape ($v)', (item) => {
    expect(versioned(thirdVersion).fromItem(item)).toEqual(record);
  });

  it('of which nobody knows the way is a defect', () => {
    expect(() => upgraded({ ...thirdVersion, upgrades: {} }, fixtures[0] ?? {})).toThrow(
      /no way from version 1/,
    );
  });

  it('has a way to the present version, whatever its kind', () => {
    for (const kind of kinds) {
      const { schemaVersion, upgrades = {} } = itemKindOf(kind);
      for (let version = 1; version < schemaVersion; version++) expect(upgrades[version], kind).toBeDefined();
    }
  });
});

describe('An item of a later version', () => {
  let all: Awaited<ReturnType<typeof aStore>>;
  beforeAll(async () => {
    all = await aStore({ team: 1, all: 1, timers: 1 });
    await all.store.commit([create('customer', aCustomer(1)), ...caseWrites(aCase(1, idOf('cus', 1)))]);
  });
  afterAll(() => all.close());

  const head = async (): Promise<Item> => {
    const { Item: item = {} } = await all.table.documents.send(
      new GetCommand({ TableName: all.table.name, Key: { ...keys.ticket(idOf('tkt', 1)) } }),
    );
    return item;
  };
  const put = (item: Item) => all.putRaw(item);
  const ticket = async () => {
    const wanted = ref('ticket', idOf('tkt', 1));
    const found = (await all.store.reader.get([wanted])).one(wanted);
    if (!found) throw new Error('there is no ticket');
    return found;
  };

  it('is refused on read and left as it is', async () => {
    const was = await head();
    await put({ ...was, v: 2 });
    const failure = await ticket().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Refusal);
    expect((failure as Refusal).code).toBe('newer_version');
    expect(await head()).toEqual({ ...was, v: 2 });
    await put(was);
  });

  it('is left out of a list, the others stay', async () => {
    const at = keys.message(idOf('tkt', 1), idOf('msg', 90_001));
    const { Item: message = {} } = await all.table.documents.send(
      new GetCommand({ TableName: all.table.name, Key: { ...at } }),
    );
    const { after, message: reply } = aReply(await ticket(), planted.message);
    await all.store.commit([update('ticket', await ticket(), after), create('message', reply)]);
    await put({ ...message, v: 2 });
    const page = await all.store.lists.messages(idOf('tkt', 1), { limit: 10, after: undefined }, false);
    expect(page.items.map(({ id }) => id)).toEqual([reply.id]);
  });

  it('but of this one keeps the fields that only a newer writer knows, sealed ones sealed', async () => {
    await put({ ...(await head()), newlyMade: { by: 'a newer version' } });
    const before = await ticket();
    expect(before).not.toHaveProperty('newlyMade');
    expect(JSON.stringify(before)).not.toContain('newer');
    await all.store.commit([
      update('ticket', before, { ...before, version: before.version + 1, tags: ['late'] }),
    ]);
    expect(await head()).toMatchObject({ ver: 3, tags: ['late'], newlyMade: { by: 'a newer version' } });
    expect((await ticket()).subject).toContain(planted.typed);
  });

  it('and seals again what the newer writer had sealed', async () => {
    const raw = async (): Promise<Item> => {
      const { Item: item = {} } = await all.table.documents.send(
        new GetCommand({ TableName: all.table.name, Key: { ...keys.customer(idOf('cus', 1)) } }),
      );
      return item;
    };
    const wanted = ref('customer', idOf('cus', 1));
    const read = async () => (await all.store.reader.get([wanted])).one(wanted);
    const before = itemKindOf('customer').fromItem(
      notingSealed({ ...(await raw()), ...(await read()), nickname: planted.title }, ['nickname']),
    );
    await all.store.commit([update('customer', before, { ...before, version: before.version + 1 })]);
    const stored = await raw();
    expect(stored).not.toHaveProperty('nickname');
    expect((stored['sealedFields'] as { fields: string }).fields.split(',')).toContain('nickname');
    const after = await read();
    if (!after) throw new Error('there is no customer');
    expect(JSON.stringify(after)).not.toContain(planted.title);
    expect(unknownOf(after)).toEqual({ nickname: planted.title });
  });
});

describe('The pass that brings older items up to date', () => {
  it('rewrites them once, in slices, leaves newer ones alone and changes nothing that anybody sees', async () => {
    const all = await aStore({ team: 1, all: 1, timers: 1 });
    const numbered = (n: number) => ({ ...keys.ticketNumber(`K${n}-00000`), t: 'ticketNumber' });
    for (let n = 0; n < 20; n++) {
      const ticket = idOf('tkt', n);
      await all.putRaw({ ...numbered(n), v: 1, first: `K${n}`, last: '00000', ticket });
    }
    for (let n = 20; n < 30; n++)
      await all.putRaw({ ...numbered(n), v: 2, number: `K${n}-00000`, ticket: idOf('tkt', n) });
    const newer = { ...numbered(30), v: 4, whatever: true };
    await all.putRaw(newer);
    await all.store.commit([create('customer', aCustomer(2))]);
    const byType = new Map([
      ['ticketNumber', { name: 'ticketNumber' as const, kind: versioned(thirdVersion) as ItemKind<Kind> }],
    ]);
    const sums = { read: 0, upgraded: 0, newer: 0 };
    let next: { pk: string; sk: string } | undefined;
    do {
      const step = await upgradePass(all.table, next, () => true, byType);
      for (const name of ['read', 'upgraded', 'newer'] as const) sums[name] += step[name];
      next = step.next;
    } while (next !== undefined);
    expect(sums).toMatchObject({ upgraded: 30, newer: 1 });
    const raw = async (n: number): Promise<Item> => {
      const { Item: item = {} } = await all.table.documents.send(
        new GetCommand({ TableName: all.table.name, Key: { ...keys.ticketNumber(`K${n}-00000`) } }),
      );
      return item;
    };
    expect(await raw(3)).toEqual({ ...numbered(3), v: 3, number: 'K3-00000', ticketId: idOf('tkt', 3) });
    expect(await raw(25)).toEqual({ ...numbered(25), v: 3, number: 'K25-00000', ticketId: idOf('tkt', 25) });
    expect(await raw(30)).toEqual(newer);
    expect(await upgradePass(all.table, undefined, () => false, byType)).toMatchObject({
      upgraded: 0,
      newer: 1,
    });
    await all.close();
  });

  it('keeps what is sealed sealed', async () => {
    const all = await aStore({ team: 1, all: 1, timers: 1 });
    await all.store.commit([create('customer', aCustomer(3)), ...caseWrites(aCase(3, idOf('cus', 3)))]);
    const message = itemKindOf('message');
    const raised = { ...message, schemaVersion: 2, fromItem: message.fromItem } as ItemKind<Kind>;
    const plainRaised = {
      ...raised,
      fromItem: ((item: Item) => message.fromItem({ ...item, v: 1 })) as typeof raised.fromItem,
    };
    const byType = new Map([['message', { name: 'message' as const, kind: plainRaised }]]);
    expect(await upgradePass(all.table, undefined, () => false, byType)).toMatchObject({ upgraded: 1 });
    const { Item: item = {} } = await all.table.documents.send(
      new GetCommand({
        TableName: all.table.name,
        Key: { ...keys.message(idOf('tkt', 3), idOf('msg', 90_003)) },
      }),
    );
    expect(item['v']).toBe(2);
    expect(JSON.stringify(item)).not.toContain(planted.message);
    await all.close();
  });

  it('begins anew with other versions or after a restore, and otherwise rests', () => {
    const now = 1000;
    const first = nextUpgrade(undefined, { versions: { a: 2 }, anew: false }, now);
    expect(first).toMatchObject({ status: 'running', versions: { a: 2 } });
    if (!first) throw new Error('it did not begin');
    expect(nextUpgrade(first, { versions: { a: 2 }, anew: false }, now)).toBe(first);
    const done = { ...first, status: 'done' as const };
    expect(nextUpgrade(done, { versions: { a: 2 }, anew: false }, now)).toBeUndefined();
    expect(nextUpgrade(done, { versions: { a: 2 }, anew: true }, now)).toMatchObject({ status: 'running' });
    expect(nextUpgrade(done, { versions: { a: 3 }, anew: false }, now)).toMatchObject({ status: 'running' });
    expect(nextUpgrade(undefined, { versions: { a: 1 }, anew: true }, now)).toMatchObject({ status: 'done' });
  });
});
