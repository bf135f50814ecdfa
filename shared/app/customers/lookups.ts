import type { Customer, CustomerLookup } from '#shared/domain/customers/customer.ts';
import {
  type Contact,
  lookupValues,
  lookupValuesOf,
  withGrade,
  withHolder,
  withoutHolder,
} from '#shared/domain/customers/lookup.ts';
import { gradeValueOf } from '#shared/domain/customers/value.ts';
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

/** What finds the customer before and after a change of their grade. */
const gradedValues = (
  before: Customer | undefined,
  had: readonly string[],
  after: Customer,
  has: readonly string[],
): readonly string[] =>
  before === undefined || gradeValueOf(before) === gradeValueOf(after)
    ? []
    : has.filter((value) => had.includes(value));

/** The writes that make a customer found by what they have now and no longer by what they had, with their grade. `found` holds all of those lookups. */
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
      return written(was, withHolder(was, digest, after.id, gradeValueOf(after)));
    });
  const graded = gradedValues(before, had, after, has).flatMap((value) => {
    const was = lookupOf(lookupDigest(value, about));
    return was === undefined ? [] : written(was, withGrade(was, after.id, gradeValueOf(after)));
  });
  const left = had
    .filter((value) => !has.includes(value))
    .flatMap((value) => {
      const was = lookupOf(lookupDigest(value, about));
      return was === undefined ? [] : written(was, withoutHolder(was, after.id));
    });
  return [...joined, ...graded, ...left];
};
