import type { Customer } from '#shared/domain/customers/customer.ts';
import { lookupValuesOf } from '#shared/domain/customers/lookup.ts';
import { searchable } from '#shared/domain/customers/search.ts';
import type { Context } from '../ports.ts';
import { create, type Found, ref, update, type Write } from '../records.ts';
import { lookupDigest, lookupWrites } from './lookups.ts';
import { searchWrites } from './search-entries.ts';

/** The writes of a changed customer: the head, and what finds them: lookups and search entries that came and went. */
export const customerWrites = async (
  before: Customer,
  after: Customer,
  context: Context,
): Promise<readonly Write[]> => {
  const values = [...new Set([...lookupValuesOf(before), ...lookupValuesOf(after)])];
  const refs = values.map((value) => ref('customerLookup', lookupDigest(value, context)));
  const found = await context.reader.get(refs);
  return [
    update('customer', before, searchable(after)),
    ...lookupWrites(before, after, found, context),
    ...searchWrites(before, after, context),
  ];
};

/** The writes of a new customer: the head, and what finds them. `found` holds the lookups of their contact (`lookupRefs`). */
export const newCustomerWrites = (
  customer: Customer,
  found: Found,
  about: Pick<Context, 'digest'>,
): readonly Write[] => [
  create('customer', searchable(customer)),
  ...lookupWrites(undefined, customer, found, about),
  ...searchWrites(undefined, customer, about),
];
