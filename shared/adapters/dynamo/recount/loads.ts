import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { occupied } from '#shared/domain/tickets/occupied.ts';
import type { Ticket } from '#shared/domain/tickets/ticket.ts';
import { indexes, keys } from '../keys.ts';
import { activeIn, setLoad, userIds } from '../restore/loads.ts';
import { nameOf, rawItems } from '../restore/raw.ts';
import type { Table } from '../table.ts';

/** An agent whose counter does not say how many cases occupy them. */
export type LoadDifference = { readonly userId: string; readonly has: number; readonly should: number };

/** What was found of loads; `busy` are agents whose cases came and went whenever they were counted. */
export type Loads = { readonly differences: readonly LoadDifference[]; readonly busy: readonly string[] };

const ROUNDS = 5;

/**
 * Counts the cases of each agent and, when asked to, sets their counter to it. `settled` waits until the lists of cases show what the
 * counters show; between reading a counter and comparing it nothing may have moved, else the agent is looked at again.
 */
export const recountLoads = async (
  table: Table,
  settled: () => Promise<void>,
  isPutRight: boolean,
): Promise<Loads> => {
  const differences: LoadDifference[] = [];
  let open: readonly string[] = await userIds(table);
  for (let round = 1; round <= ROUNDS && open.length > 0; round++) {
    const before = await rawItems(table, open.map(keys.load));
    await settled();
    const again: string[] = [];
    for (const userId of open) {
      const was = before.get(nameOf(keys.load(userId)));
      const should = await casesOf(table, userId);
      const has = activeIn(was);
      if (should === has) continue;
      const stands = isPutRight
        ? await setLoad(table, userId, should, was)
        : movesIn(was) === movesIn(await loadOf(table, userId));
      if (stands) differences.push({ userId, has, should });
      else again.push(userId);
    }
    open = again;
  }
  return { differences, busy: open };
};

const loadOf = async (table: Table, userId: string) =>
  (await rawItems(table, [keys.load(userId)])).get(nameOf(keys.load(userId)));

const movesIn = (load: Awaited<ReturnType<typeof loadOf>>): string =>
  `${load?.['active']} ${load?.['moves']}`;

/** How many cases occupy somebody: the list says which to look at, their heads say how they stand now. */
const casesOf = async (table: Table, userId: string): Promise<number> => {
  const heads = await rawItems(table, await listed(table, userId));
  let count = 0;
  for (const head of heads.values())
    if (occupied(head as Pick<Ticket, 'status' | 'assigneeId'>) === userId) count += 1;
  return count;
};

const listed = async (table: Table, userId: string) => {
  const found: { pk: string; sk: string }[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await table.documents.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: 'gsi3',
        KeyConditionExpression: 'g3pk = :pk',
        ExpressionAttributeValues: { ':pk': indexes.ticketsOfAssignee(userId, 'active') },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const { pk, sk } of page.Items ?? []) found.push({ pk: String(pk), sk: String(sk) });
    start = page.LastEvaluatedKey;
  } while (start);
  return found;
};
