import type { Customer, CustomerLookup } from '#shared/domain/customers/customer.ts';
import { lookupValuesOf, withHolder, withoutHolder } from '#shared/domain/customers/lookup.ts';
import { searchable } from '#shared/domain/customers/search.ts';
import { gradeValueOf } from '#shared/domain/customers/value.ts';
import type { Context } from '../ports.ts';
import { create, ref, update, type Write } from '../records.ts';
import { lookupDigest } from './lookups.ts';
import { searchWrites } from './search-entries.ts';

export type Change = { readonly before: Customer; readonly after: Customer };

/** Who came takes the place of who left: found by the same phone, in the same order. */
const exchanged = (lookup: CustomerLookup, left: string, came: string): CustomerLookup => ({
  ...lookup,
  customerIds: lookup.customerIds.includes(came)
    ? lookup.customerIds.filter((id) => id !== left)
    : lookup.customerIds.map((id) => (id === left ? came : id)),
  version: lookup.version + 1,
});

const changed = (
  was: CustomerLookup | undefined,
  digest: string,
  value: string,
  changes: readonly Change[],
): CustomerLookup | undefined => {
  const has = (customer: Customer): boolean => lookupValuesOf(customer).includes(value);
  const holders = changes.map(({ after }) => after).filter(has);
  const newcomer = changes.find(({ before, after }) => !has(before) && has(after))?.after.id;
  const left = changes.filter(({ before, after }) => has(before) && !has(after)).map(({ after }) => after.id);
  const swapped =
    was && newcomer !== undefined
      ? left
          .filter((id) => was.customerIds.includes(id))
          .reduce((all, id) => exchanged(all, id, newcomer), was)
      : was;
  const without = left.reduce((all, id) => all && withoutHolder(all, id), swapped);
  return holders.reduce<CustomerLookup | undefined>(
    (all, holder) => withHolder(all, digest, holder.id, gradeValueOf(holder)),
    without,
  );
};

/**
 * The writes of several customers that change in one transaction: each head with what finds it, and each lookup once, however many of them come and go in
 * it. A lookup that changed more than once counts as one version further.
 */
export const changesTogether = async (
  changes: readonly Change[],
  context: Context,
): Promise<readonly Write[]> => {
  const values = [
    ...new Set(changes.flatMap(({ before, after }) => [before, after].flatMap(lookupValuesOf))),
  ];
  const digests = values.map((value) => lookupDigest(value, context));
  const refs = digests.map((digest) => ref('customerLookup', digest));
  const found = await context.reader.get(refs);
  const lookups = refs.flatMap((each, n): Write[] => {
    const was = found.one(each);
    const lookup = changed(was, digests[n] ?? '', values[n] ?? '', changes);
    if (lookup === undefined || lookup === was) return [];
    return [
      was === undefined
        ? create('customerLookup', lookup)
        : update('customerLookup', was, { ...lookup, version: was.version + 1 }),
    ];
  });
  return [
    ...changes.map(({ before, after }) => update('customer', before, searchable(after))),
    ...lookups,
    ...changes.flatMap(({ before, after }) => searchWrites(before, after, context)),
  ];
};
