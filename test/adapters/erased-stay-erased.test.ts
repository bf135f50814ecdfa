import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allLists } from '#shared/adapters/dynamo/lists/index.ts';
import { knownVersions } from '#shared/adapters/dynamo/restore/known-versions.ts';
import { restoreTable } from '#shared/adapters/dynamo/restore/table.ts';
import { dynamoStore } from '#shared/adapters/dynamo/store.ts';
import type { Table } from '#shared/adapters/dynamo/table.ts';
import { newCustomerWrites } from '#shared/app/customers/change-customer.ts';
import { erasureWrites } from '#shared/app/customers/erase-customer.ts';
import { lookupDigest } from '#shared/app/customers/lookups.ts';
import type { Context } from '#shared/app/ports.ts';
import { create, ref } from '#shared/app/records.ts';
import { runRestore } from '#shared/app/restores/run-restore.ts';
import { erasedCustomer } from '#shared/domain/customers/erase.ts';
import { lookupValues } from '#shared/domain/customers/lookup.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import { firstCheckpoint, type RestoreMode } from '#shared/domain/restores/restore.ts';
import { keyringOf } from '#shared/runtime/keyring.ts';
import { systemContext } from '#shared/runtime/system-context.ts';
import { aBucket, idOf as snapshotIdOf } from '#test/app/snapshots/a-snapshot.ts';
import { NINE } from '#test/domain/tickets/support.ts';
import { lineOf } from '#test/support/snapshot-files.ts';
import { everyItem, type StoredItem } from '#test/support/stored-items.ts';
import { aCase, aCustomer, caseWrites, idOf, planted } from './support/a-case.ts';
import { aStore } from './support/a-store.ts';

/** KEFU_ERASED=1000 erases more people than the suite has time for. */
const ERASED = Number(process.env['KEFU_ERASED'] ?? 100);
/** People who stay: what is said of them must stay readable, or nothing here would be proven. */
const STAY = 10;
const AT_ONCE = 10;

const ROOT = 'a root secret for tests, long enough';
const keyring = keyringOf(ROOT);
const words: readonly string[] = Object.values(planted);
const everybody = Array.from({ length: ERASED + STAY }, (_, n) => n + 1);
const phoneOf = (n: number): string => `+861391${String(n).padStart(7, '0')}`;

const eachOf = async (all: readonly number[], run: (n: number) => Promise<void>): Promise<void> => {
  for (let at = 0; at < all.length; at += AT_ONCE) await Promise.all(all.slice(at, at + AT_ONCE).map(run));
};

const contextOn = async (table: Table, now: number): Promise<Context> => {
  const store = dynamoStore(table, allLists(table));
  const edge = {
    ...{ store, keyring, rates: undefined, publicUrl: '' },
    ...{ originSecret: undefined, tokens: undefined },
  };
  return { ...(await systemContext(edge, 'test', [])), now };
};

/** Whoever reads with nothing in memory: in how many of these people's records and cases a word of theirs is found. */
const readableOf = async (
  { another }: Awaited<ReturnType<typeof aStore>>,
  of: readonly number[],
): Promise<number> => {
  const { reader, lists } = another();
  let readable = 0;
  await eachOf(of, async (n) => {
    const [customer, ticket] = [ref('customer', idOf('cus', n)), ref('ticket', idOf('tkt', n))];
    const found = await reader.get([customer, ticket]);
    const page = { limit: 100, after: undefined };
    const ticketId = idOf('tkt', n);
    const edit = ref('messageEdit', ticketId, idOf('msg', 90_000 + n), '1');
    const [edits, ...parts] = await Promise.all([
      reader.get([edit]),
      lists.messages(ticketId, page, false),
      lists.events(ticketId, page),
      lists.escalations(ticketId, page),
      lists.tasks(ticketId, page),
    ]);
    const told = JSON.stringify([found.one(customer), found.one(ticket), parts, edits.one(edit)]);
    if ([...words, phoneOf(n)].some((word) => told.includes(word))) readable += 1;
  });
  return readable;
};

/** Items of these people that hold a word of theirs in the open. */
const openOf = (items: readonly StoredItem[], of: readonly number[]): readonly string[] => {
  const theirs = [...words, ...of.map(phoneOf)];
  const ids = new Set(of.flatMap((n) => [idOf('cus', n), idOf('tkt', n)]));
  return items
    .filter(({ pk, customerId }) => ids.has(String(pk).slice(4)) || ids.has(String(customerId)))
    .map((item) => JSON.stringify(item))
    .filter((text) => theirs.some((word) => text.includes(word)));
};

describe(`${ERASED} people who were erased`, () => {
  let desk: Awaited<ReturnType<typeof aStore>>;
  const bucket = aBucket();
  const snapshotId = snapshotIdOf(1);
  const erased = everybody.slice(0, ERASED);
  const stay = everybody.slice(ERASED);
  let keysBefore: readonly StoredItem[] = [];
  let restores = 0;

  beforeAll(async () => {
    desk = await aStore({ team: 1, all: 4, timers: 4 });
    const { store, table } = desk;
    const context = await contextOn(table, NINE);
    await eachOf(everybody, async (n) => {
      const customer = aCustomer(n, phoneOf(n));
      const one = { ...customer, emails: [], phones: [phoneOf(n)] };
      const refs = lookupValues(one).map((value) => ref('customerLookup', lookupDigest(value, context)));
      await store.commit(newCustomerWrites(one, await store.reader.get(refs), context));
      await store.commit(caseWrites(aCase(n, one.id)));
    });
    expect(await readableOf(desk, everybody)).toBe(everybody.length);
    const lines = (await everyItem(table.documents, table.name)).map(lineOf);
    bucket.put(snapshotId, [lines]);
    keysBefore = await everyItem(table.documents, 'kefu-data-keys');
    const later = await contextOn(table, NINE + minutes(1));
    await eachOf(erased, async (n) => {
      const wanted = ref('customer', idOf('cus', n));
      const before = (await store.reader.get([wanted])).one(wanted);
      if (before === undefined) throw new Error('nobody to erase');
      await store.commit(await erasureWrites(before, erasedCustomer(before, later.now), later));
    });
  }, 600_000);
  afterAll(() => desk.close());

  const restoreInto = async ({ store, table }: typeof desk, mode: RestoreMode): Promise<void> => {
    const id = `rst_01K5Q8J3M9N4P6R7S8T9V0000${++restores}`;
    const now = NINE + minutes(10);
    await store.commit([
      create('restore', {
        ...{ id, version: 1, snapshotId, mode, dryRun: false, status: 'queued', requestedBy: 'test' },
        ...{ createdAt: now, updatedAt: now, chain: [], checkpoint: firstCheckpoint },
        progress: { done: 0, total: 0 },
        ...{ entities: {}, repairs: {}, problems: [], problemCount: 0 },
      }),
    ]);
    let isAskedAgain = true;
    while (isAskedAgain) {
      isAskedAgain = false;
      await runRestore(id, {
        contextOf: () => contextOn(table, now),
        commit: store.commit,
        table: restoreTable(table, () => now),
        source: bucket.source,
        objects: bucket.objects,
        knownVersions: knownVersions(),
        messageId: 'a message',
        now: () => now,
        isOver: () => false,
        upgrade: async () => undefined,
        again: async () => {
          isAskedAgain = true;
        },
      });
    }
    const wanted = ref('restore', id);
    expect((await store.reader.get([wanted])).one(wanted)?.status).toBe('done');
  };
  const expectErased = async (into: typeof desk): Promise<void> => {
    expect(await readableOf(into, erased)).toBe(0);
    expect(openOf(await everyItem(into.table.documents, into.table.name), erased)).toEqual([]);
    expect(await readableOf(into, stay)).toBe(STAY);
  };

  it('can be read by nobody', () => expectErased(desk), 300_000);

  it.each(['missing', 'replace'] as const)(
    'stay erased when an older snapshot is restored with the mode %s',
    async (mode) => {
      await restoreInto(desk, mode);
      await expectErased(desk);
    },
    300_000,
  );

  it('stay erased in an empty system, with the data keys of before brought back as well', async () => {
    const fresh = await aStore({ team: 1, all: 4, timers: 4 });
    const stones = (await everyItem(desk.table.documents, desk.table.name)).filter(({ pk }) =>
      String(pk).startsWith('ER#'),
    );
    expect(stones).toHaveLength(ERASED);
    for (const stone of stones) await fresh.putRaw(stone);
    for (const key of keysBefore) await fresh.putRaw(key, 'kefu-data-keys');
    await restoreInto(fresh, 'empty');
    await expectErased(fresh);
    await fresh.close();
  }, 300_000);
});
