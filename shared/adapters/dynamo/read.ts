import { BatchGetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Found, Kind, Records, Ref } from '#shared/app/records.ts';
import type { Item } from './item-kind.ts';
import { itemKindOf } from './items/index.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

const nameOf = (key: Key): string => `${key.pk}\n${key.sk}`;

/** Items by key, strongly consistent, in parallel batches of 100; what the service left unprocessed is asked for again. */
export const getItems = async (
  table: Table,
  wanted: readonly Key[],
  consistent = true,
): Promise<Map<string, Item>> => {
  const found = new Map<string, Item>();
  const unique = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
  const batches = Array.from({ length: Math.ceil(unique.length / 100) }, (_, n) =>
    unique.slice(n * 100, n * 100 + 100),
  );
  await Promise.all(
    batches.map(async (batch) => {
      let rest: readonly Key[] = batch;
      for (let tries = 0; rest.length > 0; tries++) {
        if (tries > 0) await backOff(tries);
        const answer = await table.documents.send(
          new BatchGetCommand({
            RequestItems: {
              [table.name]: { Keys: rest.map(({ pk, sk }) => ({ pk, sk })), ConsistentRead: consistent },
            },
          }),
        );
        for (const item of answer.Responses?.[table.name] ?? []) found.set(nameOf(item as Key & Item), item);
        rest = (answer.UnprocessedKeys?.[table.name]?.Keys ?? []) as Key[];
        if (tries > 6)
          throw Object.assign(new Error('the table leaves keys unprocessed'), {
            name: 'ThrottlingException',
          });
      }
    }),
  );
  return found;
};

const backOff = (tries: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 10 * 2 ** tries));

/** The record of an item, read by its kind. */
export const recordOf = <K extends Kind>(kind: K, item: Item | undefined): Records[K] | undefined =>
  item === undefined ? undefined : itemKindOf(kind).fromItem(item);

/** The items that refs name, as `Found`: records are parsed when they are asked for. */
export const foundOf = (items: ReadonlyMap<string, Item>): Found => ({
  one: <K extends Kind>(ref: Ref<K>) =>
    recordOf(ref.kind, items.get(nameOf(itemKindOf(ref.kind).key(ref.id)))),
});

export const keyOf = (ref: Ref): Key => itemKindOf(ref.kind).key(ref.id);

/** One page of a query with everything the planner needs to know: items and whether there is more. */
export const queryPage = async (
  table: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
): Promise<{ items: Item[]; last: Item | undefined }> => {
  const answer = await table.documents.send(new QueryCommand({ TableName: table.name, ...input }));
  return { items: (answer.Items ?? []) as Item[], last: answer.LastEvaluatedKey };
};

/** Every item of a small partition (settings, members of a team): pages are followed to the end. */
export const queryAll = async (
  table: Table,
  pk: string,
  prefix?: string,
  consistent = true,
): Promise<Item[]> => {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await queryPage(table, {
      KeyConditionExpression: prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: prefix === undefined ? { ':pk': pk } : { ':pk': pk, ':prefix': prefix },
      ConsistentRead: consistent,
      ...(start ? { ExclusiveStartKey: start } : {}),
    });
    items.push(...page.items);
    start = page.last;
  } while (start);
  return items;
};
