import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Book, bookOf, refundedMinor, totalMinor } from '../../../scripts/load/book.ts';
import { loadBookMapping } from '../../../scripts/load/mapping.ts';
import { type Row, readRows } from '../../../scripts/replay/csv.ts';

const mapping = loadBookMapping('uci-online-retail');
const line = (of: {
  order: string;
  sku: string;
  quantity: number;
  day: number;
  customer?: string;
  price?: string;
}): Row => ({
  InvoiceNo: of.order,
  StockCode: of.sku,
  Description: `${of.sku} `,
  Quantity: String(of.quantity),
  InvoiceDate: `2011-01-${String(of.day).padStart(2, '0')} 10:00:00`,
  UnitPrice: of.price ?? '2.50',
  CustomerID: of.customer ?? '1',
});

const rowsArbitrary = fc.array(
  fc.record({
    order: fc.constantFrom('1', '2', '3', '4', 'C5', 'C6', 'C7'),
    sku: fc.constantFrom('A', 'B'),
    quantity: fc.integer({ min: 1, max: 9 }),
    price: fc.constantFrom('1.00', '2.55'),
  }),
  { maxLength: 30 },
);
/** Each document has its own day and customer, as in a real book. */
const rowsOf = (drawn: readonly { order: string; sku: string; quantity: number; price: string }[]): Row[] =>
  drawn.map((of) => {
    const n = Number(of.order.replace('C', ''));
    const sign = of.order.startsWith('C') ? -1 : 1;
    return line({ ...of, quantity: of.quantity * sign, day: ((n * 3) % 8) + 1, customer: String(n % 2) });
  });

const minorIn = (rows: readonly Row[], isReturn: boolean): number =>
  rows
    .filter((row) => String(row['InvoiceNo']).startsWith('C') === isReturn)
    .reduce(
      (sum, row) => sum + Math.abs(Number(row['Quantity'])) * Math.round(Number(row['UnitPrice']) * 100),
      0,
    );
const sums = ({ orders, unmatched }: Book) => ({
  bought: orders.reduce((sum, order) => sum + totalMinor(order), 0),
  back: orders.reduce((sum, order) => sum + refundedMinor(order), 0) + unmatched.minor,
});

describe('an order book', () => {
  it('loses no penny of what was bought and given back, and gives back no more than was bought', () => {
    fc.assert(
      fc.property(rowsArbitrary, (drawn) => {
        const rows = rowsOf(drawn);
        const book = bookOf(rows, mapping);
        expect(sums(book)).toEqual({ bought: minorIn(rows, false), back: minorIn(rows, true) });
        for (const order of book.orders) {
          expect(refundedMinor(order)).toBeLessThanOrEqual(totalMinor(order));
          for (const { at } of order.refunds) expect(at).toBeGreaterThanOrEqual(order.placedAt);
        }
      }),
    );
  });

  it('takes what comes back off the latest order that has it, at its price', () => {
    const book = bookOf(
      [
        line({ order: '1', sku: 'A', quantity: 3, day: 1 }),
        line({ order: '2', sku: 'A', quantity: 2, day: 2 }),
        line({ order: '3', sku: 'A', quantity: 5, day: 3, price: '9.00' }),
        line({ order: '4', sku: 'A', quantity: 9, day: 4, customer: '2' }),
        line({ order: 'C9', sku: 'A', quantity: -6, day: 5 }),
      ],
      mapping,
    );
    expect(book.orders.map(refundedMinor)).toEqual([750, 500, 0, 0]);
    expect(book.unmatched).toEqual({ pieces: 1, minor: 250 });
    expect(book.orders[0]?.lines[0]).toMatchObject({ name: 'A', priceMinor: 250 });
  });

  it('names the document of a line that cannot be read', () => {
    expect(() => bookOf([line({ order: '7', sku: 'A', quantity: 1.5, day: 1 })], mapping)).toThrow(
      'document 7',
    );
    expect(() =>
      bookOf([{ ...line({ order: '8', sku: 'A', quantity: 1, day: 1 }), InvoiceDate: 'soon' }], mapping),
    ).toThrow('document 8');
  });
});

const real = join(import.meta.dirname, '../../../../shared/data/uci-online-retail/lines.csv.gz');

describe.skipIf(!existsSync(real))(
  `the book of a real shop${existsSync(real) ? '' : ' (skipped: ../shared/data is not here)'}`,
  () => {
    it('becomes orders that add up to the lines of the file', async () => {
      const rows: Row[] = [];
      for await (const row of readRows(real)) rows.push(row);
      const book = bookOf(rows, mapping);
      const documents = (isReturn: boolean) =>
        new Set(
          rows.map((row) => String(row['InvoiceNo'])).filter((number) => number.startsWith('C') === isReturn),
        ).size;
      expect(rows).toHaveLength(109_118);
      expect(book.orders).toHaveLength(documents(false));
      expect(documents(false) + documents(true)).toBe(5_986);
      expect(sums(book)).toEqual({ bought: minorIn(rows, false), back: minorIn(rows, true) });
      expect(Math.max(...book.orders.map(({ lines }) => lines.length))).toBeLessThanOrEqual(500);
      // Most of what comes back was bought in the months that the book covers.
      const back = book.orders.reduce((sum, order) => sum + refundedMinor(order), 0);
      expect(back).toBeGreaterThan(book.unmatched.minor);
    });
  },
);
