import { decimalsOf } from '#shared/domain/kernel/money.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { Row } from '../replay/csv.ts';
import { instantReader } from '../replay/instants.ts';
import type { BookMapping } from './mapping.ts';

export type BookLine = {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly priceMinor: number;
};
export type BookRefund = {
  readonly document: string;
  readonly at: Instant;
  readonly amountMinor: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
};
export type BookOrder = {
  readonly number: string;
  readonly customer: string;
  readonly placedAt: Instant;
  readonly lines: readonly BookLine[];
  readonly refunds: readonly BookRefund[];
};

/** A shop's book as orders, and what of its returns belongs to no order in it. */
export type Book = {
  readonly orders: readonly BookOrder[];
  readonly unmatched: { readonly pieces: number; readonly minor: number };
};

type Open = BookLine & { left: number };
type Draft = Omit<BookOrder, 'lines' | 'refunds'> & {
  readonly lines: Open[];
  readonly refunds: BookRefund[];
};
type Document = {
  readonly number: string;
  readonly customer: string;
  readonly at: Instant;
  readonly lines: BookLine[];
};

/** Documents in the order of the book; their lines in the order of the file. Throws for a line that is no line. */
const documentsOf = (rows: readonly Row[], mapping: BookMapping): Document[] => {
  const { columns, currency, time } = mapping;
  const readInstant = instantReader(time);
  const unit = 10 ** (decimalsOf(currency) ?? 2);
  const documents = new Map<string, Document>();
  for (const row of rows) {
    const value = (name: keyof BookMapping['columns']): string => (row[columns[name]] ?? '').trim();
    const number = value('order');
    const [quantity, price, at] = [
      Number(value('quantity')),
      Number(value('price')),
      readInstant(value('at')),
    ];
    if (number === '' || !Number.isInteger(quantity) || !(price >= 0) || at === undefined)
      throw new Error(`a line of the document ${number || '(without a number)'} cannot be read`);
    const document = documents.get(number) ?? { number, customer: value('customer'), at, lines: [] };
    documents.set(number, document);
    const sku = value('sku');
    document.lines.push({ sku, name: value('name') || sku, quantity, priceMinor: Math.round(price * unit) });
  }
  return [...documents.values()].sort((a, b) => a.at - b.at);
};

/** Takes what comes back from the customer's latest orders that have it, at the price it was sold for. Answers what found no order. */
const takeBack = (document: Document, orders: readonly Draft[]): { pieces: number; minor: number } => {
  const rest = { pieces: 0, minor: 0 };
  const taken = new Map<Draft, { minor: number; lines: { sku: string; quantity: number }[] }>();
  for (const { sku, quantity, priceMinor } of document.lines) {
    let left = Math.abs(quantity);
    for (const order of orders.toReversed()) {
      for (const line of order.lines) {
        if (left === 0) break;
        const pieces = line.sku === sku && line.priceMinor === priceMinor ? Math.min(left, line.left) : 0;
        if (pieces === 0) continue;
        line.left -= pieces;
        left -= pieces;
        const back = taken.get(order) ?? { minor: 0, lines: [] };
        taken.set(order, back);
        back.minor += pieces * priceMinor;
        back.lines.push({ sku, quantity: pieces });
      }
    }
    rest.pieces += left;
    rest.minor += left * priceMinor;
  }
  for (const [order, { minor, lines }] of taken)
    order.refunds.push({ document: document.number, at: document.at, amountMinor: minor, lines });
  return rest;
};

/**
 * The orders of a book, the first placed first. A return is a document of its own in such books: it is taken off the orders that its goods
 * came from, the latest first; what was bought before the book begins stays unmatched.
 */
export const bookOf = (rows: readonly Row[], mapping: BookMapping): Book => {
  const orders: Draft[] = [];
  const byCustomer = new Map<string, Draft[]>();
  const unmatched = { pieces: 0, minor: 0 };
  for (const document of documentsOf(rows, mapping)) {
    const own = byCustomer.get(document.customer) ?? [];
    byCustomer.set(document.customer, own);
    if (mapping.returnPrefix !== undefined && document.number.startsWith(mapping.returnPrefix)) {
      const rest = takeBack(document, own);
      unmatched.pieces += rest.pieces;
      unmatched.minor += rest.minor;
      continue;
    }
    const { number, customer, at: placedAt, lines } = document;
    const draft: Draft = {
      number,
      customer,
      placedAt,
      lines: lines.map((line) => ({ ...line, left: line.quantity })),
      refunds: [],
    };
    own.push(draft);
    orders.push(draft);
  }
  return { orders, unmatched };
};

export const totalMinor = ({ lines }: Pick<BookOrder, 'lines'>): number =>
  lines.reduce((sum, { quantity, priceMinor }) => sum + quantity * priceMinor, 0);
export const refundedMinor = ({ refunds }: Pick<BookOrder, 'refunds'>): number =>
  refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
