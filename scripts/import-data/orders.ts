import { moneyText } from '#shared/domain/kernel/money.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { type BookOrder, bookOf, refundedMinor, totalMinor } from '../load/book.ts';
import { loadBookMapping } from '../load/mapping.ts';
import { type Row, readRows } from '../replay/csv.ts';

const columns = [
  ...['externalId', 'customerExternalId', 'placedAt', 'status', 'currency', 'total', 'sku', 'name'],
  ...['quantity', 'price', 'refunded', 'refundedAt', 'sourceUpdatedAt'],
];

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const rowsOf = (order: BookOrder, currency: string): string[] => {
  const amount = (minor: number): string => moneyText({ minor, currency }).amount;
  const [total, refunded] = [totalMinor(order), refundedMinor(order)];
  const last = Math.max(order.placedAt, ...order.refunds.map(({ at }) => at));
  return order.lines.map(({ sku, name, quantity, priceMinor }) =>
    [
      order.number,
      order.customer,
      iso(order.placedAt),
      total > 0 && refunded === total ? 'returned' : 'delivered',
      currency,
      amount(total),
      sku,
      name,
      String(quantity),
      amount(priceMinor),
      ...(refunded === 0 ? ['', ''] : [amount(refunded), iso(last)]),
      iso(last),
    ]
      .map(cell)
      .join(','),
  );
};

/** A shop's book as rows of CSV, the header first: one row for each line of an order. Answers how many orders there are, too. */
export const orderLines = async (
  file: string,
  mapping = 'uci-online-retail',
  limit = Number.POSITIVE_INFINITY,
): Promise<{ readonly lines: string[]; readonly orders: number }> => {
  const rows: Row[] = [];
  for await (const row of readRows(file)) rows.push(row);
  const book = loadBookMapping(mapping);
  const orders = bookOf(rows, book).orders.slice(0, limit);
  return {
    lines: [columns.join(','), ...orders.flatMap((order) => rowsOf(order, book.currency))],
    orders: orders.length,
  };
};
