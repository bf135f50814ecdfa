import type { Lists } from '#shared/app/lists.ts';
import { ref } from '#shared/app/records.ts';
import type { Member } from '#shared/domain/people/user.ts';
import { indexes, keys } from '../keys.ts';
import { foundOf, getItems, keyOf, queryAll, queryFirst, recordOf } from '../read.ts';
import type { Table } from '../table.ts';
import { pageByCreation } from './by-creation.ts';

const teamOf = async (table: Table, teamId: string): Promise<Member[]> =>
  (await queryAll(table, keys.member(teamId, '-').pk)).flatMap((item) => recordOf('member', item) ?? []);

/** Lists of staff: everybody, newest first, the members of one team, and whether a role is somebody's. */
export const peopleLists = (table: Table): Pick<Lists, 'users' | 'team' | 'members' | 'hasHolders'> => ({
  async users(page) {
    const { entries, next } = await pageByCreation(
      table,
      { index: 'gsi2', partitions: [indexes.users()] },
      page,
    );
    const refs = entries.map(({ id }) => ref('user', id));
    const found = foundOf(await getItems(table, refs.map(keyOf), false));
    return { items: refs.flatMap((each) => found.one(each) ?? []), next };
  },

  team: (teamId) => teamOf(table, teamId),

  async hasHolders(roleId) {
    const holders = await queryFirst(table, 1, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.roleHolder(roleId, '-').pk },
      ConsistentRead: true,
    });
    return holders.length > 0;
  },

  async members(teamId) {
    const members = await teamOf(table, teamId);
    const loads = members.map(({ userId }) => ref('load', userId));
    const found = foundOf(await getItems(table, loads.map(keyOf)));
    return members.map((member) => ({
      ...member,
      load: found.one(ref('load', member.userId)) ?? { userId: member.userId, active: 0 },
    }));
  },
});
