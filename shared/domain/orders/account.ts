import type { Money } from '../kernel/money.ts';
import { refuseField } from '../kernel/refusal.ts';
import { days, type Instant } from '../kernel/time.ts';
import type { Order, Shipment } from './order.ts';
import type { OrderAccount } from './upsert.ts';
import { MAX_ORDER_BYTES } from './values.ts';

/** An order as a shop's system tells it, checked field by field; the customer is found elsewhere. */
export type ToldOrder = {
  readonly placedAt: number;
  readonly status: Order['status'];
  readonly total: Money;
  readonly lines: readonly {
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly price: Money;
  }[];
  readonly shipments?: readonly Shipment[] | undefined;
  readonly refunds?:
    | readonly {
        readonly amount: Money;
        readonly at: number;
        readonly reason?: string | undefined;
        readonly lines?: readonly { readonly sku: string; readonly quantity: number }[] | undefined;
      }[]
    | undefined;
  readonly sourceUpdatedAt: number;
};

const checkCurrency = (money: Money, path: string, { total }: ToldOrder): void => {
  if (money.currency !== total.currency)
    throw refuseField(`${path}.currency`, "must be the currency of the order's total");
};

const checkAmounts = (told: ToldOrder): void => {
  for (const [n, { price }] of told.lines.entries()) checkCurrency(price, `lines[${n}].price`, told);
  let refunded = 0;
  for (const [n, { amount }] of (told.refunds ?? []).entries()) {
    checkCurrency(amount, `refunds[${n}].amount`, told);
    refunded += amount.minor;
    if (refunded > told.total.minor)
      throw refuseField(`refunds[${n}].amount`, "the refunds must not exceed the order's total");
  }
};

/** Clocks of shops may differ from ours, by time zones that were mistaken too; more than a day ahead is a mistake. */
const MOST_AHEAD_MS = days(1);

/** Refuses with `invalid_request` an order that was placed, or changed at its source, in the future. */
export const checkInstants = (told: Pick<ToldOrder, 'placedAt' | 'sourceUpdatedAt'>, now: Instant): void => {
  for (const field of ['placedAt', 'sourceUpdatedAt'] as const)
    if (told[field] > now + MOST_AHEAD_MS) throw refuseField(field, 'must not be more than a day ahead');
};

/**
 * The account that is kept of what was told. Refuses with `invalid_request` several currencies in one order, refunds above the total, and
 * an order that is too large to be kept as one item.
 */
export const accountOf = (
  told: ToldOrder,
  about: Pick<OrderAccount, 'externalId' | 'shopId' | 'customerId'>,
): OrderAccount => {
  checkAmounts(told);
  const account: OrderAccount = {
    ...about,
    placedAt: told.placedAt,
    status: told.status,
    currency: told.total.currency,
    totalMinor: told.total.minor,
    lines: told.lines.map(({ price, ...line }) => ({ ...line, priceMinor: price.minor })),
    shipments: [...(told.shipments ?? [])],
    refunds: (told.refunds ?? []).map(({ amount, lines, ...refund }) => ({
      ...refund,
      amountMinor: amount.minor,
      ...(lines === undefined ? {} : { lines: [...lines] }),
    })),
    sourceUpdatedAt: told.sourceUpdatedAt,
  };
  if (new TextEncoder().encode(JSON.stringify(account)).length > MAX_ORDER_BYTES)
    throw refuseField('lines', 'the order must be at most 300 KiB', 'invalid_request', 'too_large');
  return account;
};
