import { itemSize } from '#local/engines/dynamodb/item-size.ts';
import type { AttributeMap } from '#local/engines/dynamodb/types.ts';
import { tableShape } from '#shared/adapters/dynamo/keys.ts';
import { sum } from './figures.ts';
import { type Change, rowIn } from './heat.ts';

/** What DynamoDB adds to every item of a table and of an index when it counts storage, in bytes. */
const OVERHEAD = 100;

/** Bytes that changes leave in the table and its indexes for good: what has a time to live is gone within days. */
export const bytesLeft = (changes: readonly Change[]): number => {
  const last = new Map<string, AttributeMap | undefined>();
  for (const { before, after } of changes) {
    const { pk, sk } = after ?? before ?? {};
    last.set(JSON.stringify([pk, sk]), after);
  }
  return sum(
    [...last.values()].map((item) =>
      item === undefined || item[tableShape.ttl] !== undefined
        ? 0
        : sum([item, ...indexed(item)].map((one) => itemSize(one) + OVERHEAD)),
    ),
  );
};

const indexed = (item: AttributeMap): AttributeMap[] =>
  Object.values(tableShape.indexes).flatMap((index) => {
    const row = rowIn(item, index);
    return row === undefined ? [] : [row.item];
  });
