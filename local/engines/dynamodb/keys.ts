import { db } from './dynalite.ts';
import type { AttributeMap, IndexInput, KeySchema, Table } from './types.ts';

/*
 * One ordered key space. `!` sorts below every character a table, index or row key may have, `~` above.
 *
 *   t!<table>                        the table's description
 *   i!<table>!<row>                  an item
 *   x!<table>!<index>!<row>          an index row
 *   e!<table>!<epoch seconds>!<row>  when an item expires
 *   s!<table>!<sequence number>      a stream record
 *   q!<table>                        the last sequence number that was trimmed
 *   k!<token>                        a finished transaction's client token
 *   l!<table>!<index>!<due ms>!<n>   an index row that is still to be written
 *   j!<table>!<row>                  when an item was last changed, where the table can be exported
 *   p!<table>!<export id>            an export
 */
export const itemPrefix = (table: string): string => `i!${table}!`;
export const indexPrefix = (table: string, index: string): string => `x!${table}!${index}!`;
export const expiryPrefix = (table: string): string => `e!${table}!`;
export const streamPrefix = (table: string): string => `s!${table}!`;
export const trimmedKey = (table: string): string => `q!${table}`;
export const tableKey = (table: string): string => `t!${table}`;
export const indexLagPrefix = (table: string, index: string): string => `l!${table}!${index}!`;
export const journalPrefix = (table: string): string => `j!${table}!`;
export const exportPrefix = (table: string): string => `p!${table}!`;
export const tokenKey = (token: string): string => `k!${token}`;

/** Everything under a prefix. */
export const under = (prefix: string): { gt: string; lt: string } => ({ gt: prefix, lt: `${prefix}~` });

export const typeOfKey = (table: Table, attribute: string): 'S' | 'N' | 'B' => {
  const type = table.AttributeDefinitions.find((one) => one.AttributeName === attribute)?.AttributeType;
  if (type !== 'S' && type !== 'N' && type !== 'B') throw new Error(`No type defined for key ${attribute}`);
  return type;
};

/** The sortable text of a key: a hash of the partition key spreads partitions, then both parts in their order. */
export const rowKey = (item: AttributeMap, table: Table, schema: KeySchema): string => {
  let key = '';
  for (const [position, { AttributeName }] of schema.entries()) {
    const type = typeOfKey(table, AttributeName);
    const value = item[AttributeName]?.[type];
    if (value === undefined) throw new Error(`Key ${AttributeName} is missing`);
    if (position === 0) key = `${db.hashPrefix(value, type)}/`;
    key += `${db.toRangeStr(value, type)}/`;
  }
  return key;
};

/** An index may hold many items under one key: the item's own key tells them apart. */
export const indexRowKey = (item: AttributeMap, table: Table, index: IndexInput): string =>
  rowKey(item, table, index.KeySchema) + rowKey(item, table, table.KeySchema);

export const keyNames = (schema: KeySchema): string[] => schema.map((key) => key.AttributeName);

/** The attributes an index stores of an item; undefined when the item is not in the index (sparse index). */
export const projected = (item: AttributeMap, table: Table, index: IndexInput): AttributeMap | undefined => {
  const indexKeys = keyNames(index.KeySchema);
  if (indexKeys.some((name) => item[name] === undefined)) return undefined;
  if (index.Projection.ProjectionType === 'ALL') return item;
  const names = new Set([
    ...keyNames(table.KeySchema),
    ...indexKeys,
    ...(index.Projection.NonKeyAttributes ?? []),
  ]);
  return pick(item, names);
};

export const pick = (item: AttributeMap, names: Iterable<string>): AttributeMap => {
  const picked: AttributeMap = {};
  for (const name of names) {
    const value = item[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
};

export const primaryKey = (item: AttributeMap, table: Table): AttributeMap =>
  pick(item, keyNames(table.KeySchema));
