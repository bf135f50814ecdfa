import { BatchGetCommand, type BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Item } from './item-kind.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';
import type { DataKeyItem } from './vault/data-key.ts';
import type { ReadKeys } from './vault/open.ts';

/** A call asks for no more keys. */
const BATCH = 100;
const MOST_TRIES = 7;

type Requests = NonNullable<BatchGetCommandInput['RequestItems']>;
type Wanted = { readonly table: string; readonly key: Record<string, string> };
export type Fetched = { readonly items: readonly Item[]; readonly dataKeys: ReadKeys };

/**
 * Items by key and customers' data keys, in parallel batches over both tables; what the service left unprocessed is asked for again. Data
 * keys are always read consistently: what is not there is gone.
 */
export const fetchItems = async (
  table: Table,
  keys: readonly Key[],
  owners: readonly string[],
  consistent: boolean,
): Promise<Fetched> => {
  const { vault } = table;
  const wanted: Wanted[] = [
    ...keys.map(({ pk, sk }) => ({ table: table.name, key: { pk, sk } })),
    ...(vault ? owners.map((pk) => ({ table: vault.tableName, key: { pk } })) : []),
  ];
  const batches = Array.from({ length: Math.ceil(wanted.length / BATCH) }, (_, n) =>
    wanted.slice(n * BATCH, n * BATCH + BATCH),
  );
  const answers = (
    await Promise.all(batches.map((batch) => answersTo(table, requestsOf(table, batch, consistent))))
  ).flat();
  const itemsOf = (name: string): Item[] => answers.flatMap((answer) => answer[name] ?? []);
  const found = vault ? (itemsOf(vault.tableName) as DataKeyItem[]) : [];
  const dataKeys = new Map<string, DataKeyItem | undefined>(owners.map((owner) => [owner, undefined]));
  for (const dataKey of found) dataKeys.set(dataKey.pk, dataKey);
  return { items: itemsOf(table.name), dataKeys };
};

const requestsOf = (table: Table, batch: readonly Wanted[], consistent: boolean): Requests =>
  Object.fromEntries(
    [...Map.groupBy(batch, (wanted) => wanted.table)].map(([name, wanted]) => [
      name,
      { Keys: wanted.map(({ key }) => key), ConsistentRead: consistent || name !== table.name },
    ]),
  );

const answersTo = async (table: Table, requests: Requests): Promise<Record<string, Item[]>[]> => {
  const answers: Record<string, Item[]>[] = [];
  let rest = requests;
  for (let tries = 1; Object.keys(rest).length > 0; tries++) {
    if (tries > MOST_TRIES)
      throw Object.assign(new Error('the table leaves keys unprocessed'), { name: 'ThrottlingException' });
    if (tries > 1) await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** (tries - 1)));
    const answer = await table.documents.send(new BatchGetCommand({ RequestItems: rest }));
    answers.push(answer.Responses ?? {});
    rest = answer.UnprocessedKeys ?? {};
  }
  return answers;
};
