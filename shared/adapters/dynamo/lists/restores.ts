import type { Lists } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import { indexes } from '../keys.ts';
import { foundOf, getItems, keyOf } from '../read.ts';
import type { Table } from '../table.ts';
import { pageByCreation } from './by-creation.ts';

/** Restores, newest first; their records are read as they stand at this moment. */
export const restoreLists = (table: Table): Pick<Lists, 'restores'> => ({
  async restores(page) {
    const { entries, next } = await pageByCreation(
      table,
      { index: 'gsi2', partitions: [indexes.jobs('restore')] },
      page,
    );
    const refs = entries.map(({ id }) => ref('restore', id));
    const found = foundOf(await getItems(table, refs.map(keyOf)));
    return { items: refs.flatMap((each) => found.one(each) ?? []), next };
  },
});
