import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Stored } from '#shared/domain/restores/rules.ts';
import { indexes, keys } from '../keys.ts';
import type { Table } from '../table.ts';
import { nameOf, rawItems, unlessLost } from './raw.ts';

/** Everybody who is or was a member of staff; a few hundred people. */
export const userIds = async (table: Table): Promise<readonly string[]> => {
  const ids: string[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.documents.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'gsi2',
        KeyConditionExpression: 'g2pk = :pk',
        ExpressionAttributeValues: { ':pk': indexes.users() },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const { pk } of page.Items ?? []) ids.push(String(pk).slice('USR#'.length));
    start = page.LastEvaluatedKey;
  } while (start);
  return ids;
};

/** Sets what agents have to what was found, unless somebody gives or takes them a case at the same moment. */
export const settleLoads = async (table: Table, loads: Readonly<Record<string, number>>): Promise<number> => {
  const ids = [...new Set([...(await userIds(table)), ...Object.keys(loads)])];
  const stored = await rawItems(table, ids.map(keys.load));
  let settled = 0;
  for (const id of ids) {
    const was = stored.get(nameOf(keys.load(id)));
    const active = loads[id] ?? 0;
    if (active === activeIn(was)) continue;
    if (await setLoad(table, id, active, was)) settled += 1;
  }
  return settled;
};

/** How many cases somebody has by their counter. */
export const activeIn = (load: Stored | undefined): number => Number(load?.['active'] ?? 0);

/** Sets a counter on the condition that nobody was given or relieved of a case since it was read; `false` when somebody was. */
export const setLoad = (
  table: Table,
  userId: string,
  active: number,
  was: Stored | undefined,
): Promise<boolean> =>
  unlessLost(() =>
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.load(userId) },
        UpdateExpression: 'SET #t = :t, #v = :v, userId = :user, active = :active ADD moves :one',
        ConditionExpression: `${isAsRead('active', was)} AND ${isAsRead('moves', was)}`,
        ExpressionAttributeNames: { '#t': 't', '#v': 'v' },
        ExpressionAttributeValues: {
          ':t': 'load',
          ':v': 1,
          ':user': userId,
          ':active': active,
          ':one': 1,
          ...(was?.['active'] === undefined ? {} : { ':was_active': was['active'] }),
          ...(was?.['moves'] === undefined ? {} : { ':was_moves': was['moves'] }),
        },
      }),
    ),
  );

const isAsRead = (name: 'active' | 'moves', was: Stored | undefined): string =>
  was?.[name] === undefined ? `attribute_not_exists(${name})` : `${name} = :was_${name}`;
