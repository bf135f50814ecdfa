import type { Lists } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import { indexes } from '../keys.ts';
import { foundOf, getItems, keyOf } from '../read.ts';
import type { Table } from '../table.ts';
import { pageByCreation } from './by-creation.ts';

/** Imports, newest first: there are few, so their records are read. */
export const importLists = (table: Table): Pick<Lists, 'imports'> => ({
  async imports(page) {
    const { entries, next } = await pageByCreation(
      table,
      { index: 'gsi2', partitions: [indexes.jobs('import')] },
      page,
    );
    const refs = entries.map(({ id }) => ref('import', id));
    const found = foundOf(await getItems(table, refs.map(keyOf), false));
    return { items: refs.flatMap((each) => found.one(each) ?? []), next };
  },
});
