import type { Lists } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import { indexes } from '../keys.ts';
import { foundOf, getItems, keyOf } from '../read.ts';
import type { Table } from '../table.ts';
import { pageByCreation } from './by-creation.ts';

/** Snapshots, newest first; their records are read as they stand at this moment. */
export const snapshotLists = (table: Table): Pick<Lists, 'snapshots'> => ({
  async snapshots(page) {
    const { entries, next } = await pageByCreation(
      table,
      { index: 'gsi2', partitions: [indexes.jobs('snapshot')] },
      page,
    );
    const refs = entries.map(({ id }) => ref('snapshot', id));
    const found = foundOf(await getItems(table, refs.map(keyOf)));
    return { items: refs.flatMap((each) => found.one(each) ?? []), next };
  },
});
