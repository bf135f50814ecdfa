import type { Item } from './item-kind.ts';

/**
 * Fields of an item that this version of the product does not know go along with its record, under a symbol: a copy by spreading keeps
 * them, answers and comparisons don't see them. So an older version that changes a record while a newer one is being deployed takes
 * nothing away. Only fields of the record itself are kept, not those within another field.
 */
const UNKNOWN = Symbol('unknown fields');
const SEALED = Symbol('names that were sealed');

type Unknown = { readonly values: Item; readonly sealed: readonly string[] };
type Carrying = { readonly [UNKNOWN]?: Unknown };

/** The opened item, with a note of which of its fields were sealed. */
export const notingSealed = (item: Item, names: readonly string[]): Item =>
  Object.assign({ ...item }, { [SEALED]: names });

const sealedNames = (item: Item): readonly string[] =>
  (item as { readonly [SEALED]?: readonly string[] })[SEALED] ?? [];

/** The record with what of its stored fields it does not show. */
export const keepUnknown = <R extends object>(record: R, fields: Item, item: Item): R => {
  const names = Object.keys(fields).filter((name) => fields[name] !== undefined && !(name in record));
  if (names.length === 0) return record;
  const unknown: Unknown = {
    values: Object.fromEntries(names.map((name) => [name, fields[name]])),
    sealed: names.filter((name) => sealedNames(item).includes(name)),
  };
  return Object.assign(record, { [UNKNOWN]: unknown });
};

/** What the record carries along. */
export const unknownOf = (record: object): Item => (record as Carrying)[UNKNOWN]?.values ?? {};

/** Names of what it carries along that has to be sealed again. */
export const unknownSealedOf = (record: object): readonly string[] =>
  (record as Carrying)[UNKNOWN]?.sealed ?? [];
