import type { Lists } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import { everyShard, indexes } from '../keys.ts';
import { foundOf, getItems, keyOf } from '../read.ts';
import type { Table } from '../table.ts';
import { pageByCreation } from './by-creation.ts';

/** Missed deadlines by their instant. The index names the facts; what is shown is read from them. */
export const missLists = (table: Table): Pick<Lists, 'misses'> => ({
  async misses({ teamIds, from, to }, page) {
    const partitions =
      teamIds === undefined
        ? everyShard(table.shards.all).map(indexes.misses)
        : teamIds.flatMap((teamId) =>
            everyShard(table.shards.team).map((shard) => indexes.missesOfTeam(teamId, shard)),
          );
    const index = teamIds === undefined ? 'gsi2' : 'gsi1';
    const { entries, next } = await pageByCreation(
      table,
      { index, partitions, createdAfter: from - 1, createdBefore: to },
      page,
    );
    const refs = entries.map(({ id }) => {
      const [ticketId = '', seq = ''] = id.split('.');
      return ref('event', ticketId, String(Number(seq)));
    });
    const found = foundOf(await getItems(table, refs.map(keyOf), false));
    return { items: refs.flatMap((each) => found.one(each) ?? []), next };
  },
});
