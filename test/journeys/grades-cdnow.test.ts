import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ifMatch, type Journey, startJourney } from '#test/support/local-stack.ts';
import { sized } from '#test/support/size.ts';
import { cdnowPurchases, hasCdnow, inOurYears, OBSERVED, type Purchase } from '../../scripts/grades/cdnow.ts';
import { loadPurchases, spentMinor, type Worth, worthOf } from '../../scripts/grades/load.ts';

/** A busy customer and the first of the others: some seventy purchases, or a hundred. */
const part = (): readonly Purchase[] => {
  const byCustomer = [...Map.groupBy(cdnowPurchases(), ({ customer }) => customer).values()];
  const busy = byCustomer.filter(({ length }) => length > 40).slice(0, 1);
  return [...busy, ...byCustomer.slice(0, sized(8, 20))].flat();
};

describe.skipIf(!hasCdnow)('part of the CDNOW cohort over HTTP (skipped where it is absent)', () => {
  const purchases = hasCdnow ? part() : [];
  let journey: Journey;
  beforeAll(async () => {
    journey = await startJourney({ now: inOurYears(OBSERVED) });
    const admin = journey.as('admin');
    const settings = await admin.get('/v1/settings');
    await admin.patch('/v1/settings', { currency: 'USD' }, ifMatch(settings));
  });
  afterAll(() => journey.close());

  const load = async (list: readonly Purchase[]): Promise<ReadonlyMap<string, Worth>> => {
    const admin = journey.as('admin');
    const ids = await loadPurchases(admin, list, { atOnce: 4 });
    return worthOf(admin, ids, 4);
  };
  const renamed = (list: readonly Purchase[]): readonly Purchase[] =>
    list.map((one) => ({ ...one, customer: `again-${one.customer}`, orderId: `again-${one.orderId}` }));
  const byName = (worth: ReadonlyMap<string, Worth>) =>
    Object.fromEntries([...worth].map(([name, value]) => [name.replace('again-', ''), value]));

  it('adds up to what the file says, graded the same twice and in another order', async () => {
    const worth = await load(purchases);
    expect(worth.size).toBe(new Set(purchases.map(({ customer }) => customer)).size);
    expect(spentMinor(worth)).toBe(purchases.reduce((sum, { netMinor }) => sum + netMinor, 0));
    expect(new Set([...worth.values()].map(({ grade }) => grade)).size).toBeGreaterThan(1);
    expect(await load(purchases)).toEqual(worth);
    const shuffled = purchases.toSorted(
      (a, b) => (a.orderId.at(-1) ?? '').localeCompare(b.orderId.at(-1) ?? '') || b.placedAt - a.placedAt,
    );
    expect(byName(await load(renamed(shuffled)))).toEqual(byName(worth));
  });
});
