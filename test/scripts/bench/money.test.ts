import { describe, expect, it } from 'vitest';
import { schedules } from '#shared/contracts/schedules.ts';
import { runsAMonth } from '../../../bench/money.ts';
import { bytesLeft } from '../../../bench/support/left.ts';

describe('how often a schedule fires in a month', () => {
  it.each([
    ['rate(1 minute)', 43_200],
    ['rate(5 minutes)', 8640],
    ['cron(5 * * * ? *)', 720],
    ['cron(20 1 * * ? *)', 30],
  ])('%s', (expression, runs) => expect(runsAMonth(expression)).toBe(runs));

  it('is known of every schedule, and not guessed of others', () => {
    for (const { expression } of Object.values(schedules)) expect(runsAMonth(expression)).toBeGreaterThan(0);
    expect(() => runsAMonth('cron(0 9 ? * MON *)')).toThrow('nobody said');
  });
});

describe('what changes leave in a table', () => {
  const item = (sk: string, more: object = {}) => ({ pk: { S: 'A' }, sk: { S: sk }, ...more });
  const put = (after: ReturnType<typeof item>) => ({ before: undefined, after });

  it('is the last of each item, with its entries in indexes', () => {
    const plain = bytesLeft([put(item('1'))]);
    const indexed = item('2', { g1pk: { S: 'P' }, g1sk: { S: 'S' } });

    expect(plain).toBe(106);
    expect(bytesLeft([put(item('1')), put(item('1'))])).toBe(plain);
    expect(bytesLeft([put(indexed)])).toBeGreaterThan(2 * plain);
  });

  it('is nothing of what was taken away or has a time to live', () => {
    expect(bytesLeft([put(item('1')), { before: item('1'), after: undefined }])).toBe(0);
    expect(bytesLeft([put(item('1', { ttl: { N: '1767225600' } }))])).toBe(0);
  });
});
