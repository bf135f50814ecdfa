import { describe, expect, it } from 'vitest';
import { type Exchange, floorOf } from '../../../bench/support/floor.ts';

/** An item of exactly so many bytes, as DynamoDB counts them. */
const item = (bytes: number) => ({ pk: { S: 'x'.repeat(bytes - 2) } });
const batch = (items: object[], consistent: boolean): Exchange => ({
  operation: 'BatchGetItem',
  request: { RequestItems: { kefu: { Keys: [], ConsistentRead: consistent } } },
  reply: { Responses: { kefu: items } },
});
const query = (items: object[]): Exchange => ({ operation: 'Query', request: {}, reply: { Items: items } });

describe('the floor of a request', () => {
  it('counts items read by key each for itself, at half the price where old values do', () => {
    const items = [item(100), item(4096), item(4097)];

    expect(floorOf([batch(items, true)]).read).toBe(1 + 1 + 2);
    expect(floorOf([batch(items, false)]).read).toBe(2);
  });

  it('counts what queries find as one reading', () => {
    const shard = Array.from({ length: 40 }, () => item(800));

    expect(floorOf([query(shard), query(shard)]).read).toBe(Math.ceil((80 * 800) / 4096) / 2);
  });

  it('counts of a list only what the caller was answered', () => {
    const shard = Array.from({ length: 40 }, () => item(800));

    expect(floorOf([query(shard), query(shard)], 50).read).toBe(Math.ceil((50 * 800) / 4096) / 2);
  });

  it('counts nothing for a query that found nothing', () => {
    expect(floorOf([query([])]).read).toBe(0);
  });

  it('counts items written by their size, with and without the price of a transaction', () => {
    const transaction: Exchange = {
      operation: 'TransactWriteItems',
      request: { TransactItems: [{ Put: { Item: item(1025) } }, { Update: {} }, { ConditionCheck: {} }] },
      reply: {},
    };
    const put: Exchange = { operation: 'PutItem', request: { Item: item(3000) }, reply: {} };

    expect(floorOf([transaction, put])).toEqual({ read: 0, write: 4 + 3, transactional: 8 + 3 });
  });
});
