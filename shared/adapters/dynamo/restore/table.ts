import { LostRace } from '#shared/app/ports.ts';
import { create, put, ref, update } from '#shared/app/records.ts';
import type { RestoreTable } from '#shared/app/restores/ports.ts';
import { erasedCustomer } from '#shared/domain/customers/erase.ts';
import { searchable } from '#shared/domain/customers/search.ts';
import type { Stored } from '#shared/domain/restores/rules.ts';
import { itemKindOf } from '../items/index.ts';
import { keys } from '../keys.ts';
import { foundOf, getItems, keyOf } from '../read.ts';
import type { Table } from '../table.ts';
import { commitWrites } from '../write.ts';
import { checkTable } from './check.ts';
import { settleLoads } from './loads.ts';
import { placeItems } from './place.ts';
import { deleteRaw, plainItem, rawItems } from './raw.ts';
import { removeOthers } from './remove.ts';
import { upgradePass } from './upgrade-pass.ts';

/** Every sweep, and the walk through all customers. */
const sweeps = ['ticket', 'survey', 'customer', 'webhook', 'customer-walk'];

/** The table as a restore works on it; it needs a vault, as what follows from customers is sealed for them. */
export const restoreTable = (table: Table, now: () => number): RestoreTable => ({
  plain: ({ item }) => (item === undefined ? undefined : plainItem(item)),
  place: (items, handling) => placeItems(table, items, handling, (item) => eraseAgain(table, item, now())),
  removeOthers: (after, handling, isOver) => removeOthers(table, after, handling, isOver),
  bringUpToDate: (after, isOver) => upgradePass(table, after, isOver),
  check: (after, handling, isOver) => checkTable(table, after, handling, isOver),
  settleLoads: (loads) => settleLoads(table, loads),
  async refresh() {
    const marks = await rawItems(table, sweeps.map(keys.sweep));
    for (const mark of marks.values()) await deleteRaw(table, mark);
    await bumpEpoch(table);
  },
});

/** Somebody who was erased comes back as erased, in one transaction that also sees to it that they get no new key. */
const eraseAgain = async (table: Table, item: Stored, now: number): Promise<void> => {
  const before = itemKindOf('customer').fromItem(item);
  const erased = searchable(erasedCustomer(before, now));
  try {
    await commitWrites(table, [
      create('customer', erased),
      put('tombstone', { customerId: before.id, erasedAt: now }),
      { op: 'forget', customerId: before.id },
    ]);
  } catch (error) {
    // Somebody has put them back erased already.
    if (!(error instanceof LostRace)) throw error;
  }
};

const TRIES = 6;

/** Everybody reads the settings again, whichever they have in memory. */
const bumpEpoch = async (table: Table): Promise<void> => {
  const wanted = ref('epoch', '0');
  for (let tries = 1; ; tries++) {
    const before = foundOf(await getItems(table, [keyOf(wanted)])).one(wanted);
    const number = (before?.number ?? 0) + 1;
    try {
      await commitWrites(table, [
        before === undefined ? create('epoch', { number }) : update('epoch', before, { number }),
      ]);
      return;
    } catch (error) {
      if (!(error instanceof LostRace) || tries >= TRIES) throw error;
    }
  }
};
