import type { Customer, CustomerLookup } from '#shared/domain/customers/customer.ts';
import {
  type Contact,
  lookupValues,
  lookupValuesOf,
  withHolder,
  withoutHolder,
} from '#shared/domain/customers/lookup.ts';
import type { Context } from '../ports.ts';
import { create, type Found, type Ref, ref, update, type Write } from '../records.ts';

type Digesting = Pick<Context, 'digest'>;

/** The keyed digest under which a value of `lookupValues` lies. */
export const lookupDigest = (value: string, { digest }: Digesting): string => digest('lookup', value);

/** Refs of everything this contact can be found by, the surest first. */
export const lookupRefs = (contact: Contact, about: Digesting): readonly Ref<'customerLookup'>[] =>
  lookupValues(contact).map((value) => ref('customerLookup', lookupDigest(value, about)));

const written = (was: CustomerLookup | undefined, lookup: CustomerLookup): readonly Write[] => {
  if (was === undefined) return [create('customerLookup', lookup)];
  return lookup === was ? [] : [update('customerLookup', was, lookup)];
};

/** The writes that make a customer found by what they have now and no longer by what they had. `found` holds all of those lookups. */
export const lookupWrites = (
  before: Customer | undefined,
  after: Customer,
  found: Found,
  about: Digesting,
): readonly Write[] => {
  const [had, has] = [lookupValuesOf(before), lookupValuesOf(after)];
  const lookupOf = (digest: string) => found.one(ref('customerLookup', digest));
  const joined = has
    .filter((value) => !had.includes(value))
    .flatMap((value) => {
      const digest = lookupDigest(value, about);
      const was = lookupOf(digest);
      return written(was, withHolder(was, digest, after.id));
    });
  const left = had
    .filter((value) => !has.includes(value))
    .flatMap((value) => {
      const was = lookupOf(lookupDigest(value, about));
      return was === undefined ? [] : written(was, withoutHolder(was, after.id));
    });
  return [...joined, ...left];
};
