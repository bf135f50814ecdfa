import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Belongings } from '#shared/domain/restores/restore.ts';
import type { ItemKey, Stored } from '#shared/domain/restores/rules.ts';
import type { Table } from '../table.ts';
import { keyOfItem } from './raw.ts';

const PAGE = 300;

/** Partitions that belong to the one case or customer that is restored, in an order of their own. */
const partitionsOf = ({ tickets, orders, surveys, customers }: Belongings): readonly string[] => [
  ...tickets.map((id) => `TKT#${id}`),
  ...surveys.map((id) => `SVY#${id}`),
  ...orders.map((id) => `ORD#${id}`),
  ...customers.map((id) => `CUS#${id}`),
];

/**
 * Pages of the table from a key on, strongly consistent: the whole of it, or only the partitions that belong to something. Items of one
 * partition come together, its head first; a page may end in the middle of one.
 */
export async function* walkTable(
  table: Table,
  after: ItemKey | undefined,
  belongings: Belongings | undefined,
): AsyncGenerator<readonly Stored[]> {
  if (belongings === undefined) {
    yield* scanned(table, after);
    return;
  }
  const partitions = partitionsOf(belongings);
  const from = after === undefined ? 0 : Math.max(0, partitions.indexOf(after.pk));
  for (const [n, pk] of partitions.slice(from).entries())
    yield* queried(table, pk, n === 0 ? after : undefined);
}

async function* scanned(table: Table, after: ItemKey | undefined): AsyncGenerator<readonly Stored[]> {
  let start: Record<string, unknown> | undefined = after && { ...after };
  do {
    const { Items = [], LastEvaluatedKey } = await table.documents.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        Limit: PAGE,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    if (Items.length > 0) yield Items;
    start = LastEvaluatedKey;
  } while (start);
}

async function* queried(
  table: Table,
  pk: string,
  after: ItemKey | undefined,
): AsyncGenerator<readonly Stored[]> {
  let start: Record<string, unknown> | undefined = after?.pk === pk ? { ...after } : undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.documents.send(
      new QueryCommand({
        TableName: table.name,
        ConsistentRead: true,
        Limit: PAGE,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    if (Items.length > 0) yield Items;
    start = LastEvaluatedKey;
  } while (start);
}

/** Where a walk goes on behind a page. */
export const endOf = (page: readonly Stored[]): ItemKey | undefined => {
  const last = page.at(-1);
  return last && keyOfItem(last);
};
