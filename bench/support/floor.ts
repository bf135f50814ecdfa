import { readUnits, writeUnits } from '#local/engines/dynamodb/capacity.ts';
import { itemSize } from '#local/engines/dynamodb/item-size.ts';
import type { AttributeMap } from '#local/engines/dynamodb/types.ts';
import { sum } from './figures.ts';

/** One call to DynamoDB with its answer, both as they go over the wire. */
export type Exchange = { readonly operation: string; readonly request: unknown; readonly reply: unknown };

/** What a request would cost if nothing but the sizes of its items counted, in request units. */
export type Floor = {
  readonly read: number;
  /** Each item once at the plain price, indexes left out. */
  readonly write: number;
  /** The same with the items of transactions at twice the price, which is DynamoDB's. */
  readonly transactional: number;
};

/**
 * The floor of one request. Items read by key count each for itself, those that were not there count nothing; what its queries found counts
 * as one reading, and of it only as many entries as the caller was answered (`answered`; without it all).
 */
export const floorOf = (exchanges: readonly Exchange[], answered = Number.POSITIVE_INFINITY): Floor => {
  const writes = exchanges.map(writesOf);
  return {
    read: sum(exchanges.map(readByKey)) + queried(exchanges, answered),
    write: sum(writes.map(({ units }) => units)),
    transactional: sum(writes.map(({ units, factor }) => units * factor)),
  };
};

type Keyed = { readonly Item?: AttributeMap };
type Batch = { readonly Responses?: Record<string, AttributeMap[]> };
type BatchRequest = { readonly RequestItems?: Record<string, { readonly ConsistentRead?: boolean }> };
type Listed = { readonly Items?: AttributeMap[] };
type Consistency = { readonly ConsistentRead?: boolean };

const readByKey = ({ operation, request, reply }: Exchange): number => {
  if (operation === 'GetItem') {
    const { Item } = reply as Keyed;
    return Item ? readUnits(itemSize(Item), (request as Consistency).ConsistentRead === true) : 0;
  }
  if (operation !== 'BatchGetItem') return 0;
  const { RequestItems = {} } = request as BatchRequest;
  return sum(
    Object.entries((reply as Batch).Responses ?? {}).flatMap(([table, items]) =>
      items.map((item) => readUnits(itemSize(item), RequestItems[table]?.ConsistentRead === true)),
    ),
  );
};

const queried = (exchanges: readonly Exchange[], answered: number): number => {
  const queries = exchanges.filter(({ operation }) => operation === 'Query');
  const found = queries.flatMap(({ reply }) => (reply as Listed).Items ?? []);
  if (found.length === 0) return 0;
  const bytes = sum(found.map(itemSize)) * Math.min(1, answered / found.length);
  return readUnits(
    bytes,
    queries.some(({ request }) => (request as Consistency).ConsistentRead === true),
  );
};

type Action = { readonly Put?: { readonly Item: AttributeMap } };

const writesOf = ({ operation, request }: Exchange): { units: number; factor: 1 | 2 } => {
  if (operation === 'TransactWriteItems') {
    const { TransactItems } = request as { readonly TransactItems: readonly Action[] };
    return {
      // Of an update, a delete and a check the size is not in the request: the smallest is taken.
      units: sum(TransactItems.map(({ Put }) => (Put ? writeUnits(itemSize(Put.Item)) : 1))),
      factor: 2,
    };
  }
  if (operation === 'PutItem')
    return { units: writeUnits(itemSize((request as Required<Keyed>).Item)), factor: 1 };
  return { units: operation === 'UpdateItem' || operation === 'DeleteItem' ? 1 : 0, factor: 1 };
};
