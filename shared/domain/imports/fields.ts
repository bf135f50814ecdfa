import { type ImportResource, UnusableFile } from './import.ts';

/** Fields of a row in a table, each one column; lists stand in one cell, separated by `;` (`api.md`, Imports). */
const ticketFields = [
  ...['externalId', 'shopId', 'kind', 'category', 'severity', 'priority', 'subject', 'body', 'channel'],
  ...[
    'language',
    'tags',
    'customerExternalId',
    'customerPhone',
    'customerEmail',
    'customerName',
    'createdAt',
  ],
] as const;

export const tableFields: Readonly<Record<ImportResource, readonly string[]>> = {
  customers: [
    ...['externalId', 'shopId', 'name', 'phones', 'emails', 'birthday', 'language', 'timeZone'],
    ...['preferredChannel', 'doNotDisturb', 'tags', 'country', 'province', 'city', 'district', 'line'],
    'postcode',
  ],
  orders: [
    ...['externalId', 'shopId', 'customerId', 'customerExternalId', 'customerPhone', 'customerName'],
    ...['placedAt', 'status', 'currency', 'total', 'sku', 'name', 'quantity', 'price', 'refunded'],
    ...['refundedAt', 'sourceUpdatedAt'],
  ],
  tickets: ticketFields,
};

/** Properties of a line of NDJSON: as in the bodies of the API. */
export const lineFields: Readonly<Record<ImportResource, readonly string[]>> = {
  customers: [
    ...['externalId', 'shopId', 'name', 'phones', 'emails', 'addresses', 'birthday', 'language', 'timeZone'],
    ...['preferredChannel', 'doNotDisturb', 'externalIds', 'tags'],
  ],
  orders: [
    ...['externalId', 'shopId', 'customer', 'placedAt', 'status', 'total', 'lines', 'shipments', 'refunds'],
    'sourceUpdatedAt',
  ],
  tickets: [...ticketFields, 'messages', 'events'],
};

/** Other names of the same columns: as the API spells them, and in the singular. */
const aliases: Readonly<Record<ImportResource, Readonly<Record<string, string>>>> = {
  customers: {
    phone: 'phones',
    email: 'emails',
    ...Object.fromEntries(
      ['country', 'province', 'city', 'district', 'line', 'postcode'].flatMap((part) => [
        [`address.${part}`, part],
        [`addresses.${part}`, part],
      ]),
    ),
  },
  orders: {
    'customer.id': 'customerId',
    'customer.externalId': 'customerExternalId',
    'customer.phone': 'customerPhone',
    'customer.name': 'customerName',
    'total.amount': 'total',
    'total.currency': 'currency',
    'lines.sku': 'sku',
    'lines.name': 'name',
    'lines.quantity': 'quantity',
    'lines.price': 'price',
    refundedTotal: 'refunded',
  },
  tickets: {},
};

/** The column's field by any of its names; `undefined` for what is none. */
export const fieldNamed = (resource: ImportResource, name: string): string | undefined => {
  if (tableFields[resource].includes(name)) return name;
  return Object.hasOwn(aliases[resource], name) ? aliases[resource][name] : undefined;
};

/** Whether a mapping may name this field: of a table or of a line, whichever the format has. */
export const mayMap = (resource: ImportResource, format: string, field: string): boolean =>
  format === 'ndjson' ? lineFields[resource].includes(field) : fieldNamed(resource, field) !== undefined;

/** Without one of these columns no row can be told from another. */
const keyFields: Readonly<Record<ImportResource, readonly string[]>> = {
  customers: ['externalId', 'phones', 'emails'],
  orders: ['externalId'],
  tickets: ['externalId'],
};

export const MAX_COLUMNS = 200;

/** What a header says: the field of each column, `undefined` for one that isn't taken. */
export type Header = readonly (string | undefined)[];

/**
 * The fields of a table's columns. Without a mapping every column must be a field by its exact name; with one, the columns it names are
 * taken and no others. Throws `UnusableFile` for a header that is missing, names a column twice, or names what is no field: also what only
 * looks like one.
 */
export const headerOf = (
  resource: ImportResource,
  cells: readonly string[],
  mapping: Readonly<Record<string, string>> | undefined,
): Header => {
  if (cells.length > MAX_COLUMNS) throw new UnusableFile('too_many_columns');
  const names = cells.map((cell) => cell.trim());
  const last = names.findLastIndex((name) => name !== '');
  if (last < 0) throw new UnusableFile('no_header');
  const header =
    mapping === undefined
      ? plainHeader(resource, names.slice(0, last + 1))
      : mappedHeader(resource, names, mapping);
  const seen = new Set<string>();
  for (const [n, field] of header.entries()) {
    if (field === undefined) continue;
    if (seen.has(field)) throw new UnusableFile('duplicate_column', { column: n + 1 });
    seen.add(field);
  }
  if (!keyFields[resource].some((field) => seen.has(field))) throw new UnusableFile('missing_column');
  return header;
};

const plainHeader = (resource: ImportResource, names: readonly string[]): Header => {
  const known = names.map((name) => fieldNamed(resource, name));
  // Nothing that is known in the first line: it is the first row of a file without a header.
  if (known.every((field) => field === undefined)) throw new UnusableFile('no_header');
  const stranger = known.indexOf(undefined);
  if (stranger >= 0) throw new UnusableFile('unknown_column', { column: stranger + 1 });
  return known;
};

const mappedHeader = (
  resource: ImportResource,
  names: readonly string[],
  mapping: Readonly<Record<string, string>>,
): Header => {
  const header: (string | undefined)[] = names.map(() => undefined);
  for (const [field, column] of Object.entries(mapping)) {
    const at = names.indexOf(column.trim());
    if (at < 0) throw new UnusableFile('missing_column');
    if (names.indexOf(column.trim(), at + 1) >= 0)
      throw new UnusableFile('duplicate_column', { column: names.indexOf(column.trim(), at + 1) + 1 });
    header[at] = fieldNamed(resource, field);
  }
  return header;
};
