import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCustomer } from '#shared/domain/customers/change.ts';
import type { Customer } from '#shared/domain/customers/customer.ts';
import {
  combinedValue,
  type OrderFacts,
  reconsidered,
  spendMinorOf,
  withOrder,
  withoutOrder,
} from '#shared/domain/customers/value.ts';
import { rhythmOf } from '#shared/domain/customers/value-rhythm.ts';
import { emptyTally, tallyOf, withCounted, withoutCounted } from '#shared/domain/customers/value-tally.ts';
import { days, hours } from '#shared/domain/kernel/time.ts';
import { defaultSettings } from '#shared/domain/settings/settings.ts';

const START = Date.UTC(2026, 0, 1);
const now = START + days(800);
const about = { settings: defaultSettings(START), now };
const nobody = newCustomer({ name: 'Li' }, { id: 'cus_01K00000000000000000000000', now: START });

const orderOf = (n: number, more: Partial<OrderFacts> = {}): OrderFacts => ({
  orderId: `ord_${n}`,
  placedAt: START + days(n),
  status: 'paid',
  netMinor: 10_000,
  currency: 'CNY',
  ...more,
});

const orders = fc
  .array(
    fc.record({
      hour: fc.integer({ min: 0, max: 500 * 24 }),
      status: fc.constantFrom('placed', 'paid', 'shipped', 'delivered', 'cancelled', 'returned'),
      netMinor: fc.integer({ min: 0, max: 1_000_000 }),
      currency: fc.constantFrom('CNY', 'CNY', 'USD'),
    }),
    { maxLength: 25 },
  )
  .map((list) =>
    list.map(
      ({ hour, ...facts }, n): OrderFacts => ({
        ...facts,
        orderId: `ord_${n}`,
        placedAt: START + hours(hour),
      }),
    ),
  );

/** A step in the life of orders: each is known in several states, one after the other; steps of different orders mix freely. */
const lives = orders.chain((final) =>
  fc
    .tuple(
      fc.array(orders, { minLength: 1, maxLength: 3 }),
      fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 100, maxLength: 100 }),
    )
    .map(([drafts, draws]) => ({ final, steps: mixed(final, drafts, draws) })),
);

type Step = { readonly before: OrderFacts | undefined; readonly after: OrderFacts };

const mixed = (
  final: readonly OrderFacts[],
  drafts: readonly (readonly OrderFacts[])[],
  draws: readonly number[],
): readonly Step[] => {
  const queues = final.map((order, n) => {
    const states = [...drafts.flatMap((draft) => draft[n] ?? []), order];
    return states.map((after, k) => ({ before: states[k - 1], after }));
  });
  const steps: Step[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn++) {
    const left = queues.filter((queue) => queue.length > 0);
    const step = left[(draws[turn % draws.length] ?? 0) % left.length]?.shift();
    if (step) steps.push(step);
  }
  return steps;
};

const lived = (steps: readonly Step[]): Customer =>
  steps.reduce((customer, { before, after }) => withOrder(customer, before, after, about), nobody);

describe('what a customer is worth', () => {
  it('is that of their orders as they are now, in whatever order they came and changed', () => {
    fc.assert(
      fc.property(lives, ({ final, steps }) => {
        expect(lived(steps).value?.tally ?? emptyTally).toEqual(tallyOf(final));
      }),
    );
  });

  it('is counted from the orders as an accountant would', () => {
    fc.assert(
      fc.property(orders, (list) => {
        const bought = list.filter(({ status }) => !['cancelled', 'returned'].includes(status));
        const tally = tallyOf(list);
        expect(tally.purchases).toBe(bought.length);
        expect(tally.cancelled).toBe(list.filter(({ status }) => status === 'cancelled').length);
        expect(tally.returned).toBe(list.filter(({ status }) => status === 'returned').length);
        const yuan = bought.filter(({ currency }) => currency === 'CNY');
        expect(tally.sums['CNY']?.minor ?? 0).toBe(yuan.reduce((sum, { netMinor }) => sum + netMinor, 0));
        const times = bought.map(({ placedAt }) => placedAt);
        const rhythm = rhythmOf(tally);
        expect(rhythm?.firstAt).toBe(times.length === 0 ? undefined : Math.min(...times));
        expect(rhythm?.lastAt).toBe(times.length === 0 ? undefined : Math.max(...times));
      }),
    );
  });

  it('goes with an order that turns out to be somebody else’s', () => {
    fc.assert(
      fc.property(orders, fc.nat(), (list, pick) => {
        if (list.length === 0) return;
        const moved = list[pick % list.length] as OrderFacts;
        const all = list.reduce((customer, order) => withOrder(customer, undefined, order, about), nobody);
        const left = list.filter((order) => order !== moved);
        expect(withoutOrder(all, moved, about).value?.tally).toEqual(tallyOf(left));
      }),
    );
  });

  it('of two records that are one person is that of all their orders', () => {
    fc.assert(
      fc.property(orders, orders, (a, b) => {
        const of = (list: readonly OrderFacts[]) =>
          list.reduce((customer, order) => withOrder(customer, undefined, order, about), nobody).value;
        expect(combinedValue(of(a), of(b), about)?.tally ?? emptyTally).toEqual(tallyOf([...a, ...b]));
      }),
    );
  });

  it('does not change the record when an order changes nothing that counts', () => {
    const customer = withOrder(nobody, undefined, orderOf(1), about);
    expect(withOrder(customer, orderOf(1), orderOf(1), about)).toBe(customer);
  });

  it('counts what was bought in another currency as a purchase, not as spend', () => {
    const customer = withOrder(nobody, undefined, orderOf(1, { currency: 'USD' }), about);
    expect(customer.value?.tally.purchases).toBe(1);
    expect(spendMinorOf(customer)).toBe(0);
  });

  it('counts two purchases within a day as one purchase day', () => {
    const tally = tallyOf([orderOf(1), orderOf(1, { placedAt: START + days(1) + hours(23) }), orderOf(3)]);
    expect(rhythmOf(tally)).toMatchObject({ days: 2 });
  });

  it('stays exact for orders that come in time, however many, and says so where it cannot', () => {
    const many = Array.from({ length: 30 }, (_, n) => orderOf(n * 2));
    const tally = tallyOf(many, 5);
    expect(tally).toMatchObject({ purchases: 30, older: { orders: 25, days: 25, firstAt: START } });
    expect(tally.inexact).toBeUndefined();
    expect(rhythmOf(tally)).toEqual(expect.objectContaining({ days: 30, firstAt: START }));
    expect(withCounted(tally, orderOf(3), 5)).toMatchObject({ purchases: 31, inexact: true });
    expect(withoutCounted(tally, orderOf(2))).toMatchObject({ purchases: 29, inexact: true });
  });
});

describe('who has said no to being profiled', () => {
  const privacy = (state: 'granted' | 'withdrawn') => ({
    consents: { profiling: { state, at: START, textVersion: '1' } },
  });

  it('is neither graded nor estimated, whatever they order; what they spent is counted on', () => {
    fc.assert(
      fc.property(orders, (list) => {
        const unprofiled = list.reduce<Customer>((one, order) => withOrder(one, undefined, order, about), {
          ...nobody,
          privacy: privacy('withdrawn'),
        });
        const profiled = list.reduce<Customer>(
          (one, order) => withOrder(one, undefined, order, about),
          nobody,
        );
        const { value } = unprofiled;

        expect(value?.tally).toEqual(profiled.value?.tally);
        expect(spendMinorOf(unprofiled)).toBe(spendMinorOf(profiled));
        if (value === undefined) return;
        expect([value.grade.value, value.behaviour.value, value.clv.minor]).toEqual(['ordinary', 'none', 0]);
        expect(value).not.toHaveProperty('churn');

        const again = reconsidered({ ...unprofiled, privacy: privacy('granted') }, about);
        expect(again.value).toEqual({
          ...profiled.value,
          grade: again.value?.grade,
          behaviour: again.value?.behaviour,
        });
        expect(again.value?.grade.value).toBe(profiled.value?.grade.value);
      }),
    );
  });
});
