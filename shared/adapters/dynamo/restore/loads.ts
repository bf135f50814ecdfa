import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { indexes, keys } from '../keys.ts';
import type { Table } from '../table.ts';
import { nameOf, rawItems } from './raw.ts';

/** Everybody who is or was a member of staff; a few hundred people. */
const userIds = async (table: Table): Promise<readonly string[]> => {
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
    const was = stored.get(nameOf(keys.load(id)))?.['active'];
    const active = loads[id] ?? 0;
    if (active === (typeof was === 'number' ? was : 0)) continue;
    if (await setLoad(table, id, active, was)) settled += 1;
  }
  return settled;
};

const setLoad = async (table: Table, userId: string, active: number, was: unknown): Promise<boolean> => {
  try {
    await table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.load(userId) },
        UpdateExpression: 'SET #t = :t, #v = :v, userId = :user, active = :active',
        ConditionExpression: was === undefined ? 'attribute_not_exists(active)' : 'active = :was',
        ExpressionAttributeNames: { '#t': 't', '#v': 'v' },
        ExpressionAttributeValues: {
          ':t': 'load',
          ':v': 1,
          ':user': userId,
          ':active': active,
          ...(was === undefined ? {} : { ':was': was }),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};
