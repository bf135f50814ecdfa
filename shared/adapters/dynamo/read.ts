import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Found, Kind, Records, Ref } from '#shared/app/records.ts';
import { fetchItems } from './fetch.ts';
import type { Item } from './item-kind.ts';
import { itemKindOf } from './items/index.ts';
import { type Key, ownerOfKey } from './keys.ts';
import type { Table } from './table.ts';
import { type FetchKeys, openItems, type ReadKeys } from './vault/open.ts';

const nameOf = (key: Key): string => `${key.pk}\n${key.sk}`;

const fetchKeysOf =
  (table: Table): FetchKeys =>
  async (owners) =>
    (await fetchItems(table, [], owners, true)).dataKeys;

/** Items by key, strongly consistent, opened: the data keys of customers whose own records are asked for come in the same call. */
export const getItems = async (
  table: Table,
  wanted: readonly Key[],
  consistent = true,
): Promise<Map<string, Item>> => {
  const unique = [...new Map(wanted.map((key) => [nameOf(key), key])).values()];
  const owners = [...new Set(unique.flatMap((key) => ownerOfKey(key) ?? []))];
  const { items, dataKeys } = await fetchItems(table, unique, owners, consistent);
  const opened = await openItems(table.vault, items, dataKeys, fetchKeysOf(table));
  return new Map(opened.map((item) => [nameOf(item as Key & Item), item]));
};

/** The record of an item, read by its kind. */
export const recordOf = <K extends Kind>(kind: K, item: Item | undefined): Records[K] | undefined =>
  item === undefined ? undefined : itemKindOf(kind).fromItem(item);

/** The items that refs name, as `Found`: records are parsed when they are asked for. */
export const foundOf = (items: ReadonlyMap<string, Item>): Found => ({
  one: <K extends Kind>(ref: Ref<K>) =>
    recordOf(ref.kind, items.get(nameOf(itemKindOf(ref.kind).key(ref.id)))),
});

export const keyOf = (ref: Ref): Key => itemKindOf(ref.kind).key(ref.id);

const noKeys: ReadKeys = new Map();

/**
 * One page of a query with everything the planner needs to know: items, opened, and whether there is more. The data key of a customer
 * whose items are expected there is read beside the page.
 */
export const queryPage = async (
  table: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
  expected?: string,
): Promise<{ items: Item[]; last: Item | undefined }> => {
  const fetchKeys = fetchKeysOf(table);
  const [answer, dataKeys] = await Promise.all([
    table.documents.send(new QueryCommand({ TableName: table.name, ...input })),
    expected === undefined || !table.vault ? noKeys : fetchKeys([expected]),
  ]);
  const items = await openItems(table.vault, (answer.Items ?? []) as Item[], dataKeys, fetchKeys);
  return { items: [...items], last: answer.LastEvaluatedKey };
};

/**
 * The first `count` items of a query, opened. A page that comes short, or empty, with a cursor is no end: what a megabyte did not hold comes with
 * the next one. Fewer than `count` means that there are no more.
 */
export const queryFirst = async (
  table: Table,
  count: number,
  input: Omit<QueryCommandInput, 'TableName' | 'Limit' | 'ExclusiveStartKey'>,
  expected?: string,
): Promise<Item[]> => {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const rest = { Limit: count - items.length, ...(start ? { ExclusiveStartKey: start } : {}) };
    const page = await queryPage(table, { ...input, ...rest }, expected);
    items.push(...page.items);
    start = page.last;
  } while (start && items.length < count);
  return items;
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
