import type { Customer } from '#shared/domain/customers/customer.ts';
import { lookupValuesOf } from '#shared/domain/customers/lookup.ts';
import type { Context } from '../ports.ts';
import { ref, update, type Write } from '../records.ts';
import { lookupDigest, lookupWrites } from './lookups.ts';

/** The writes of a changed customer: the head, and the lookups of what came and went. */
export const customerWrites = async (
  before: Customer,
  after: Customer,
  context: Context,
): Promise<readonly Write[]> => {
  const values = [...new Set([...lookupValuesOf(before), ...lookupValuesOf(after)])];
  const refs = values.map((value) => ref('customerLookup', lookupDigest(value, context)));
  const found = await context.reader.get(refs);
  return [update('customer', before, after), ...lookupWrites(before, after, found, context)];
};
