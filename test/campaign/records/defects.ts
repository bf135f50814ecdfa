import type { Call, Fault } from '#local/engines/faults.ts';

/** Defects that campaigns plant, each of which they have to notice. */

type Part = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Transaction = { readonly TransactItems: readonly Part[] };
type Defect = (call: Call, name: string) => Fault | undefined;

const bare = (part: Part): readonly Part[] => {
  const put = part['Put'];
  if (part['ConditionCheck'] !== undefined) return [];
  if (put === undefined) return [part];
  const { TableName, Item } = put;
  return [{ Put: { TableName, Item } }];
};

/** No transaction has a condition any more: what a forgotten condition would do. */
export const withoutConditions: Defect = ({ operation }) =>
  operation === 'TransactWriteItems'
    ? {
        kind: 'rewrite',
        body: (body) => ({
          ...(body as Transaction),
          TransactItems: (body as Transaction).TransactItems.flatMap(bare),
        }),
      }
    : undefined;

const typeOf = (part: Part): unknown => (part['Put']?.['Item'] as { t?: { S?: string } } | undefined)?.t?.S;
/** A merge forgets to lead what found the one record to the other. */
export const forgottenLookups: Defect = ({ operation, body }) => {
  const { TransactItems = [] } = body as Partial<Transaction>;
  if (operation !== 'TransactWriteItems' || !TransactItems.some((part) => typeOf(part) === 'merge'))
    return undefined;
  const kept = TransactItems.filter((part) => typeOf(part) !== 'customerLookup');
  return { kind: 'rewrite', body: () => ({ ...(body as object), TransactItems: kept }) };
};

const isOfDataKey = (part: Part): boolean =>
  part['Delete'] !== undefined && String(part['Delete']['TableName']).endsWith('data-keys');

/** Erasures leave the data key and the words of messages where they are. */
export const halfErasures: Defect = ({ operation, body }, name) => {
  const { TransactItems = [] } = body as Partial<Transaction>;
  const isErasing = TransactItems.some(isOfDataKey) || name.endsWith('customer-work');
  if (operation !== 'TransactWriteItems' || !isErasing) return undefined;
  const kept = TransactItems.filter((part) => !isOfDataKey(part) && typeOf(part) !== 'message');
  return kept.length === 0 || kept.length === TransactItems.length
    ? undefined
    : { kind: 'rewrite', body: () => ({ ...(body as object), TransactItems: kept }) };
};

/** Each page that a function reads from an index loses its last row. */
export const shortPages =
  (of: RegExp): Defect =>
  ({ operation, body }, name) =>
    operation === 'Query' && of.test(name) && (body as { IndexName?: string }).IndexName !== undefined
      ? {
          kind: 'rewrite',
          body: (same) => same,
          answer: (reply) => {
            const { Items = [], ...rest } = reply as { Items?: unknown[] };
            return { ...rest, Items: Items.slice(0, -1) };
          },
        }
      : undefined;

/** Each record of a case that a function writes by itself is another one afterwards. */
export const spoiledWrites =
  (of: RegExp): Defect =>
  ({ operation, body }, name) => {
    const { Item = {} } = body as { Item?: Record<string, unknown> };
    return operation === 'PutItem' &&
      of.test(name) &&
      (Item['t'] as { S?: string } | undefined)?.S === 'event'
      ? {
          kind: 'rewrite',
          body: (same) => ({ ...(same as object), Item: { ...Item, actor: { M: { id: { S: 'nobody' } } } } }),
        }
      : undefined;
  };
