import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { accountOf, type ToldOrder } from '#shared/domain/orders/account.ts';
import { maskTracking } from '#shared/domain/orders/mask.ts';
import { factsOf, type Order } from '#shared/domain/orders/order.ts';
import { type OrderAccount, orderOfCustomer, upsertOrder } from '#shared/domain/orders/upsert.ts';
import { orderStatusSchema } from '#shared/domain/orders/values.ts';

const ID = 'ord_00000000000000000000000001';
const customers = ['cus_00000000000000000000000001', 'cus_00000000000000000000000002'] as const;
const about = { externalId: 'A-1', shopId: 'main' as const, customerId: customers[0] };

const told = (over: Partial<ToldOrder> = {}): ToldOrder => ({
  placedAt: 1_000,
  status: 'paid',
  total: { minor: 10_000, currency: 'CNY' },
  lines: [{ sku: 'A', name: '茶杯', quantity: 2, price: { minor: 5_000, currency: 'CNY' } }],
  sourceUpdatedAt: 2_000,
  ...over,
});

const accounts = fc.uniqueArray(
  fc.record({
    sourceUpdatedAt: fc.integer({ min: 0, max: 1_000 }),
    status: fc.constantFrom(...orderStatusSchema.options),
    customerId: fc.constantFrom(...customers),
    minor: fc.integer({ min: 0, max: 1_000_000 }),
    back: fc.integer({ min: 0, max: 100 }),
  }),
  { selector: ({ sourceUpdatedAt }) => sourceUpdatedAt, minLength: 1, maxLength: 8 },
);

const accountsOf = (
  list: readonly {
    sourceUpdatedAt: number;
    status: Order['status'];
    customerId: string;
    minor: number;
    back: number;
  }[],
) =>
  list.map(({ sourceUpdatedAt, status, customerId, minor, back }) =>
    accountOf(
      told({
        sourceUpdatedAt,
        status,
        total: { minor, currency: 'CNY' },
        refunds: [{ amount: { minor: Math.floor((minor * back) / 100), currency: 'CNY' }, at: 3_000 }],
      }),
      { ...about, customerId },
    ),
  );

const end = (list: readonly OrderAccount[]): Omit<Order, 'version' | 'createdAt' | 'updatedAt'> => {
  const order = list.reduce<Order | undefined>(
    (before, account, n) => upsertOrder(before, account, { id: ID, now: 10_000 + n }),
    undefined,
  );
  if (!order) throw new Error('no account at all');
  const { version: _, createdAt: __, updatedAt: ___, ...state } = order;
  return state;
};

const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error instanceof Refusal ? error.errors.map(({ path, code }) => `${path} ${code}`).join() : error;
  }
};

describe('an order as it is told', () => {
  it('ends in the latest account, whatever comes first and however often', () => {
    fc.assert(
      fc.property(
        accounts,
        fc.infiniteStream(fc.nat()),
        fc.array(fc.nat({ max: 7 }), { maxLength: 8 }),
        (list, dice, again) => {
          const made = accountsOf(list);
          const repeated = [...made, ...again.flatMap((n) => made[n % made.length] ?? [])];
          const shuffled = repeated
            .map((account) => ({ account, place: dice.next().value ?? 0 }))
            .sort((a, b) => a.place - b.place)
            .map(({ account }) => account);
          const latest = made.toSorted((a, b) => b.sourceUpdatedAt - a.sourceUpdatedAt)[0];
          expect(end(shuffled)).toEqual({ id: ID, ...latest });
        },
      ),
    );
  });

  it('is the very same object when an account is not later', () => {
    const order = upsertOrder(undefined, accountOf(told(), about), { id: ID, now: 5 });
    const other = accountOf(told({ status: 'cancelled' }), about);
    expect(upsertOrder(order, other, { id: ID, now: 9 })).toBe(order);
    expect(upsertOrder(order, { ...other, sourceUpdatedAt: 1_999 }, { id: ID, now: 9 })).toBe(order);
    expect(upsertOrder(order, { ...other, sourceUpdatedAt: 2_001 }, { id: ID, now: 9 })).toMatchObject({
      version: 2,
      status: 'cancelled',
      createdAt: 5,
      updatedAt: 9,
    });
  });

  it('is worth what was paid and not given back', () => {
    fc.assert(
      fc.property(accounts, (list) => {
        for (const account of accountsOf(list)) {
          const { netMinor } = factsOf(upsertOrder(undefined, account, { id: ID, now: 0 }));
          expect(netMinor).toBeGreaterThanOrEqual(0);
          expect(netMinor).toBeLessThanOrEqual(account.totalMinor);
        }
      }),
    );
  });

  it('goes over to another customer as a new version, and to its own as itself', () => {
    const order = upsertOrder(undefined, accountOf(told(), about), { id: ID, now: 5 });
    expect(orderOfCustomer(order, customers[0], 9)).toBe(order);
    expect(orderOfCustomer(order, customers[1], 9)).toMatchObject({
      customerId: customers[1],
      version: 2,
      updatedAt: 9,
    });
  });

  it.each<[string, Partial<ToldOrder>, string]>([
    [
      'a line in another currency',
      { lines: [{ sku: 'A', name: 'A', quantity: 1, price: { minor: 1, currency: 'USD' } }] },
      'lines[0].price.currency invalid',
    ],
    [
      'a refund in another currency',
      { refunds: [{ amount: { minor: 1, currency: 'USD' }, at: 1 }] },
      'refunds[0].amount.currency invalid',
    ],
    [
      'refunds above the total',
      {
        refunds: [
          { amount: { minor: 10_000, currency: 'CNY' }, at: 1 },
          { amount: { minor: 1, currency: 'CNY' }, at: 1 },
        ],
      },
      'refunds[1].amount invalid',
    ],
    [
      'more than fits into an item',
      {
        lines: Array.from({ length: 500 }, (_, n) => ({
          sku: String(n),
          name: '杯'.repeat(300),
          quantity: 1,
          price: { minor: 1, currency: 'CNY' },
        })),
      },
      'lines too_large',
    ],
  ])('is refused with %s', (_, over, expected) => {
    expect(codeOf(() => accountOf(told(over), about))).toBe(expected);
  });
});

describe('a masked tracking number', () => {
  it.each([
    ['SF1234567890123', 'SF*********0123'],
    ['1Z999AA10123456784', '**************6784'],
    ['78123456789012', '**********9012'],
    ['AB12345', '*******'],
    ['A', '*'],
  ])('of %s is %s', (text, masked) => {
    expect(maskTracking(text)).toBe(masked);
  });

  it('keeps the length and never shows more than six characters', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{0,3}\d{0,20}$/), (text) => {
        const masked = maskTracking(text);
        expect(masked).toHaveLength(text.length);
        expect(masked.replaceAll('*', '').length).toBeLessThanOrEqual(Math.min(6, text.length / 1.3));
      }),
    );
  });
});
