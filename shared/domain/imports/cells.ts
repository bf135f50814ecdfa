import { unneutral } from '../exports/neutral.ts';
import { decimalsOf } from '../kernel/money.ts';
import { iso } from '../kernel/time.ts';
import { zoneOf } from '../sla/zone.ts';
import type { ImportResource } from './import.ts';

/** A cell as it stands in the file; a number of which digits are lost is not a value any more. */
export type Cell = string | { readonly mangled: true };
/** One row of a table by its fields. */
export type CellRow = Readonly<Record<string, Cell>>;

/** One thing that is wrong with a row. Messages are fixed sentences: they never repeat what the row says. */
export type RowFault = {
  readonly row: number;
  readonly field: string;
  readonly code: string;
  readonly message: string;
};

/** As spreadsheets write a number that they have rounded: `1.23457E+17`. */
const rounded = /^\s*[+-]?\d(?:[.,]\d+)?E\+\d+\s*$/iu;
/** Fields in which people write what they like. */
const words: ReadonlySet<string> = new Set(['name', 'subject', 'body', 'customerName', 'line', 'district']);

const isMangled = (field: string, cell: Cell): boolean =>
  typeof cell !== 'string' || (!words.has(field) && rounded.test(cell));

/** What is kept of a cell: nothing where it is empty. */
const textOf = (cell: Cell | undefined): string | undefined => {
  if (typeof cell !== 'string') return undefined;
  const text = unneutral(cell);
  return text.trim() === '' ? undefined : text;
};

const listOf = (text: string | undefined): readonly string[] | undefined =>
  text
    ?.split(/[;；]/u)
    .map((part) => unneutral(part.trim()))
    .filter((part) => part !== '');

/** What rows of a table are read with: the organisation's own currency, and its time zone for times that say none. */
export type TableWays = { readonly currency: string; readonly timeZone: string };

const wallTime = /^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?\s*$/u;

/** An instant as the API spells it; a time without a zone is one of the organisation's own clocks. Anything else stays as it is. */
export const instantText = (text: string, timeZone: string): string => {
  const match = wallTime.exec(text);
  if (!match) return text.trim();
  const wall = Date.parse(`${match[1]}T${match[2] ?? '00:00'}Z`);
  // A day that doesn't exist is left for who checks instants.
  if (Number.isNaN(wall) || !iso(wall).startsWith(match[1] ?? '')) return text;
  return iso(zoneOf(timeZone).instantOf(wall));
};

/** An amount with exactly the currency's decimals, where it has no more than those. */
export const amountText = (text: string, currency: string): string => {
  const match = /^\s*(\d+)(?:\.(\d+))?\s*$/u.exec(text);
  const places = decimalsOf(currency);
  if (!match || places === undefined) return text.trim();
  const whole = (match[1] ?? '').replace(/^0+(?=\d)/u, '');
  const parts = (match[2] ?? '').replace(/0+$/u, '').padEnd(places, '0');
  return parts === '' ? whole : `${whole}.${parts}`;
};

const wholeNumber = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^\s*\d{1,9}\s*$/u.test(text) ? Number(text) : text;

const yesOrNo = (text: string | undefined): boolean | string | undefined => {
  if (text === undefined) return undefined;
  if (/^\s*(?:true|yes|1|是)\s*$/iu.test(text)) return true;
  return /^\s*(?:false|no|0|否)\s*$/iu.test(text) ? false : text;
};

/** A row in the shape of the API's bodies, still unchecked. */
export type Body = Readonly<Record<string, unknown>>;

const given = (fields: Body): Body =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const customerBody = (row: CellRow): Body => {
  const text = (field: string) => textOf(row[field]);
  const address = given(
    Object.fromEntries(
      ['country', 'province', 'city', 'district', 'line', 'postcode'].map((part) => [
        part,
        text(part)?.trim(),
      ]),
    ),
  );
  return given({
    externalId: text('externalId'),
    shopId: text('shopId')?.trim(),
    name: text('name'),
    phones: listOf(text('phones')),
    emails: listOf(text('emails')),
    birthday: text('birthday')?.trim(),
    language: text('language')?.trim(),
    timeZone: text('timeZone')?.trim(),
    preferredChannel: text('preferredChannel')?.trim(),
    doNotDisturb: yesOrNo(text('doNotDisturb')),
    tags: listOf(text('tags')),
    addresses: Object.keys(address).length === 0 ? undefined : [address],
  });
};

const ticketBody = (row: CellRow, { timeZone }: TableWays): Body => {
  const text = (field: string) => textOf(row[field]);
  const createdAt = text('createdAt');
  return given({
    ...Object.fromEntries(
      ['externalId', 'subject', 'body', 'customerExternalId', 'customerName'].map((field) => [
        field,
        text(field),
      ]),
    ),
    ...Object.fromEntries(
      ['shopId', 'kind', 'category', 'severity', 'priority', 'channel', 'language'].map((field) => [
        field,
        text(field)?.trim(),
      ]),
    ),
    customerPhone: text('customerPhone'),
    customerEmail: text('customerEmail'),
    tags: listOf(text('tags')),
    createdAt: createdAt === undefined ? undefined : instantText(createdAt, timeZone),
  });
};

/** Minor units of what one line costs, for a total that the file doesn't tell; `undefined` where it can't be worked out. */
const lineMinor = (row: CellRow, currency: string): number | undefined => {
  const [quantity, price] = [Number(textOf(row['quantity'])), textOf(row['price'])];
  if (price === undefined || !Number.isInteger(quantity)) return undefined;
  const minor = Number(amountText(price, currency).replace('.', ''));
  return Number.isInteger(minor) ? quantity * minor : undefined;
};

const totalOf = (rows: readonly CellRow[], currency: string): string | undefined => {
  const lines = rows.map((row) => lineMinor(row, currency));
  if (lines.some((minor) => minor === undefined)) return undefined;
  const sum = lines.reduce<number>((all, minor) => all + (minor ?? 0), 0);
  const places = decimalsOf(currency) ?? 0;
  const digits = String(sum).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};

const hasLine = (row: CellRow): boolean =>
  ['sku', 'quantity', 'price'].some((field) => textOf(row[field]) !== undefined);

/** One order of its rows: what belongs to the order stands in the first of them, or in all alike; each is one line. */
const orderBody = (rows: readonly CellRow[], ways: TableWays): Body => {
  const first = (field: string): string | undefined =>
    rows.map((row) => textOf(row[field])).find((text) => text !== undefined);
  const currency = (first('currency') ?? ways.currency).trim();
  const money = (text: string | undefined) =>
    text === undefined ? undefined : { amount: amountText(text, currency), currency };
  const instant = (text: string | undefined) =>
    text === undefined ? undefined : instantText(text, ways.timeZone);
  const [refunded, placedAt] = [first('refunded'), instant(first('placedAt'))];
  const refund = money(refunded);
  const sourceUpdatedAt = instant(first('sourceUpdatedAt'));
  return given({
    externalId: first('externalId'),
    shopId: first('shopId')?.trim(),
    customer: given({
      id: first('customerId')?.trim(),
      externalId: first('customerExternalId'),
      phone: first('customerPhone'),
      name: first('customerName'),
    }),
    placedAt,
    status: first('status')?.trim(),
    total: money(first('total') ?? totalOf(rows, currency)),
    lines: rows.filter(hasLine).map((row) => {
      const text = (field: string) => textOf(row[field]);
      const sku = text('sku')?.trim();
      return given({
        sku,
        name: text('name') ?? sku,
        quantity: wholeNumber(text('quantity')),
        price: money(text('price')),
      });
    }),
    refunds:
      refund === undefined || /^0(?:\.0+)?$/u.test(refund.amount)
        ? undefined
        : [given({ amount: refund, at: instant(first('refundedAt')) ?? sourceUpdatedAt ?? placedAt })],
    sourceUpdatedAt,
  });
};

/** Fields whose digits are lost, by the row they stand in. A Chinese postcode of five digits has lost its zero. */
export const mangledIn = (rows: readonly { readonly n: number; readonly cells: CellRow }[]): RowFault[] =>
  rows.flatMap(({ n, cells }) =>
    Object.entries(cells)
      .filter(
        ([field, cell]) =>
          isMangled(field, cell) ||
          (field === 'postcode' &&
            textOf(cells['country'])?.trim() === 'CN' &&
            /^\s*\d{1,5}\s*$/u.test(textOf(cell) ?? '')),
      )
      .map(([field]) => ({
        row: n,
        field,
        code: 'mangled_number',
        message: 'is a number that has lost digits; keep such columns as text',
      })),
  );

/** What the rows of one record say, in the shape of the API's bodies; still unchecked. */
export const bodyOfCells = (resource: ImportResource, rows: readonly CellRow[], ways: TableWays): Body => {
  const [row = {}] = rows;
  if (resource === 'orders') return orderBody(rows, ways);
  return resource === 'customers' ? customerBody(row) : ticketBody(row, ways);
};

/** The row of a fault in `lines[2].price` of an order, and the field as the file calls it. */
export const placeInTable = (
  resource: ImportResource,
  path: string,
  rows: readonly number[],
): { readonly row: number; readonly field: string } => {
  const [first = 1] = rows;
  const line = resource === 'orders' ? /^lines\[(\d+)\]\.?(\w*)/u.exec(path) : null;
  if (line) return { row: rows[Number(line[1])] ?? first, field: line[2] || 'lines' };
  const table: Readonly<Record<string, string>> = {
    'customer.id': 'customerId',
    'customer.externalId': 'customerExternalId',
    'customer.phone': 'customerPhone',
    'customer.name': 'customerName',
    customer: 'customerExternalId',
    'total.amount': 'total',
    'total.currency': 'currency',
  };
  const address = /^addresses\[0\]\.(\w+)$/u.exec(path);
  const list = /^(phones|emails|tags)\[/u.exec(path);
  return { row: first, field: table[path] ?? address?.[1] ?? list?.[1] ?? path };
};
