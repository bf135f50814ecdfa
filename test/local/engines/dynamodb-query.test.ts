import {
  BatchWriteCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDesk, type Desk } from './support/dynamo.ts';

describe('queries of the DynamoDB engine', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await aDesk();
  });
  afterAll(() => desk.close());

  const TableName = 'desk';
  const query = (input: Omit<QueryCommandInput, 'TableName'>) =>
    desk.documents.send(new QueryCommand({ TableName, ...input }));
  const putAll = async (items: Record<string, unknown>[]) => {
    for (let at = 0; at < items.length; at += 25)
      await desk.documents.send(
        new BatchWriteCommand({
          RequestItems: { desk: items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
  };
  /** All pages of a query, one after another. */
  const pages = async (input: Omit<QueryCommandInput, 'TableName'>) => {
    const items: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await query({ ...input, ExclusiveStartKey: start });
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  };

  it('finds by every comparison what a filter over the whole partition finds, in byte order', async () => {
    const sortKey = fc.string({
      minLength: 1,
      maxLength: 4,
      unit: fc.constantFrom('a', 'b', 'é', '客', '🙂', '#'),
    });
    let partition = 0;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(sortKey, { maxLength: 12 }), sortKey, sortKey, async (keys, x, y) => {
        partition += 1;
        const pk = `p${partition}`;
        // In the index two items share each key.
        await putAll(
          keys.flatMap((sk) => ['1', '2'].map((twin) => ({ pk: pk + twin, sk, g1pk: pk, g1sk: sk }))),
        );
        const bytes = (text: string) => Buffer.from(text);
        const order = (a: string, b: string) => Buffer.compare(bytes(a), bytes(b));
        // One of the bounds is a key that exists.
        const [low, high] = [keys[0] ?? x, y].sort(order) as [string, string];
        const cases: [string, (sk: string) => boolean][] = [
          ['sk = :x', (sk) => sk === low],
          ['sk < :x', (sk) => order(sk, low) < 0],
          ['sk <= :x', (sk) => order(sk, low) <= 0],
          ['sk > :x', (sk) => order(sk, low) > 0],
          ['sk >= :x', (sk) => order(sk, low) >= 0],
          ['begins_with(sk, :x)', (sk) => sk.startsWith(low)],
          ['sk BETWEEN :x AND :y', (sk) => order(sk, low) >= 0 && order(sk, high) <= 0],
        ];
        for (const [condition, wanted] of cases) {
          const values = condition.includes(':y') ? { ':x': low, ':y': high } : { ':x': low };
          const expected = keys.filter(wanted).sort(order);
          const inTable = await pages({
            KeyConditionExpression: `pk = :pk AND ${condition}`,
            ExpressionAttributeValues: { ':pk': `${pk}1`, ...values },
            Limit: 2,
          });
          const inIndex = await pages({
            IndexName: 'all',
            KeyConditionExpression: `g1pk = :pk AND ${condition.replaceAll('sk', 'g1sk')}`,
            ExpressionAttributeValues: { ':pk': pk, ...values },
            Limit: 3,
          });
          expect(inTable.map((item) => item['sk'])).toEqual(expected);
          expect(inIndex.map((item) => item['g1sk'])).toEqual(expected.flatMap((sk) => [sk, sk]));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('pages through an index forwards and backwards, sorted by number, without loss or repetition', async () => {
    const numbers = [-9e15, -12.5, -1, 0, 1e-10, 0.5, 1, 2, 10, 11, 100, 9e15];
    const items = numbers.flatMap((g2sk, n) =>
      // Two items under each index key: only their own key tells them apart.
      ['a', 'b'].map((twin) => ({ pk: `n${n}`, sk: twin, g2pk: 'numbers', g2sk, card: { n }, secret: 'x' })),
    );
    await putAll(items);
    const input = {
      IndexName: 'card',
      KeyConditionExpression: 'g2pk = :p',
      ExpressionAttributeValues: { ':p': 'numbers' },
    };

    for (const Limit of [1, 3, 5, 24, 25]) {
      const forwards = await pages({ ...input, Limit });
      const backwards = await pages({ ...input, Limit, ScanIndexForward: false });
      expect(forwards.map((item) => item['g2sk'])).toEqual(numbers.flatMap((n) => [n, n]));
      expect(backwards).toEqual([...forwards].reverse());
      expect(new Set(forwards.map((item) => `${item['pk']}${item['sk']}`)).size).toBe(items.length);
      expect(forwards.every((item) => item['card'] !== undefined && item['secret'] === undefined)).toBe(true);
    }
  });

  it('keeps an item out of an index as long as it lacks one of its keys, and follows its changes', async () => {
    const listed = async (g1pk: string) =>
      (
        await pages({
          IndexName: 'all',
          KeyConditionExpression: 'g1pk = :p',
          ExpressionAttributeValues: { ':p': g1pk },
        })
      ).map((item) => item['g1sk']);
    const put = (more: object) =>
      desk.documents.send(new PutCommand({ TableName, Item: { pk: 'sparse', sk: 'A', ...more } }));

    await put({ g1pk: 'open' });
    expect(await listed('open')).toEqual([]);
    await put({ g1pk: 'open', g1sk: '1' });
    expect(await listed('open')).toEqual(['1']);
    await put({ g1pk: 'closed', g1sk: '2' });
    expect([await listed('open'), await listed('closed')]).toEqual([[], ['2']]);
    await put({});
    expect(await listed('closed')).toEqual([]);
  });

  it('filters and projects after reading: the page counts what was read', async () => {
    await putAll(
      Array.from({ length: 10 }, (_, n) => ({ pk: 'filter', sk: `${n}`, n, deep: { n: [n, -n] } })),
    );

    const page = await query({
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'n > :four',
      ProjectionExpression: 'deep.n[1]',
      ExpressionAttributeValues: { ':p': 'filter', ':four': 4 },
      Limit: 6,
    });

    expect(page).toMatchObject({ Count: 1, ScannedCount: 6, LastEvaluatedKey: { pk: 'filter', sk: '5' } });
    expect(page.Items).toEqual([{ deep: { n: [-5] } }]);
  });

  it('ends a page after 1 MB', async () => {
    for (let n = 0; n < 12; n += 1)
      await desk.documents.send(
        new PutCommand({ TableName, Item: { pk: 'wide', sk: `${n + 10}`, b: 'x'.repeat(100_000) } }),
      );
    const input = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'wide' } };

    const first = await query(input);
    const all = await pages(input);

    expect(first.Count).toBe(11);
    expect(first.LastEvaluatedKey).toEqual({ pk: 'wide', sk: '20' });
    expect(all).toHaveLength(12);
  });

  it('scans everything once, in one go, in pages and in segments', async () => {
    const scanAll = async (input: Omit<ScanCommandInput, 'TableName'>) => {
      const found: string[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const page = await desk.documents.send(
          new ScanCommand({ TableName, ...input, ExclusiveStartKey: start }),
        );
        found.push(...(page.Items ?? []).map((item) => `${item['pk']} ${item['sk']}`));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return found;
    };
    const segments = await Promise.all(
      [0, 1, 2].map((Segment) => scanAll({ Segment, TotalSegments: 3, Limit: 7 })),
    );

    const whole = await scanAll({});

    expect(whole.length).toBeGreaterThan(100);
    expect(new Set(whole).size).toBe(whole.length);
    expect(await scanAll({ Limit: 9 })).toEqual(whole);
    expect(segments.flat().sort()).toEqual([...whole].sort());
    expect(segments.every((segment) => segment.length > 0)).toBe(true);
  });

  it.each([
    ['a start key of another partition', { ExclusiveStartKey: { pk: 'else', sk: '1' } }],
    ['a start key outside the range', { ExclusiveStartKey: { pk: 'filter', sk: '9' } }],
    ['a start key with a strange attribute', { ExclusiveStartKey: { pk: 'filter', x: '1' } }],
    ['an unknown index', { IndexName: 'missing' }],
    ['a filter on a key', { FilterExpression: 'sk = :s' }],
  ])('refuses %s', async (_, more) => {
    const refused = query({
      KeyConditionExpression: 'pk = :p AND sk < :s',
      ExpressionAttributeValues: { ':p': 'filter', ':s': '5' },
      ...more,
    });

    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses a consistent read of an index', async () => {
    const refused = query({
      IndexName: 'all',
      ConsistentRead: true,
      KeyConditionExpression: 'g1pk = :p',
      ExpressionAttributeValues: { ':p': 'x' },
    });

    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
