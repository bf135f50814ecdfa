import type { Customer, CustomerLookup, ExternalId } from './customer.ts';
import type { Grade } from './grade.ts';

/** How many customers one phone, e-mail or external id finds; who comes later has it on record but isn't found by it. */
export const MAX_HOLDERS = 100;

/** What a customer can be found by without knowing the id. */
export type Contact = {
  readonly phones?: readonly string[] | undefined;
  readonly emails?: readonly string[] | undefined;
  readonly externalIds?: readonly ExternalId[] | undefined;
};

/**
 * The values whose keyed digests find the customer, each told apart by its kind, the surest first: external ids, phones, e-mails.
 * An e-mail is found in any case, since no provider tells `Li@` from `li@`.
 */
export const lookupValues = ({ phones = [], emails = [], externalIds = [] }: Contact): readonly string[] => [
  ...new Set([
    ...externalIds.map(({ shopId, id }) => `external:${shopId}:${id}`),
    ...phones.map((phone) => `phone:${phone}`),
    ...emails.map((email) => `email:${email.toLowerCase()}`),
  ]),
];

/** Those of a stored customer: an archived one is found by id only. */
export const lookupValuesOf = (customer: Customer | undefined): readonly string[] =>
  customer?.status === 'active' ? lookupValues(customer) : [];

/** The lookup with one more holder, behind those who came before; the same lookup if nothing changes. */
export const withHolder = (
  lookup: CustomerLookup | undefined,
  digest: string,
  customerId: string,
  grade: Grade,
): CustomerLookup => {
  if (lookup === undefined) return { digest, customerIds: [customerId], grade, version: 1 };
  if (lookup.customerIds.includes(customerId)) return withGrade(lookup, customerId, grade);
  if (lookup.customerIds.length >= MAX_HOLDERS) return lookup;
  const first = lookup.customerIds.length === 0 ? { grade } : {};
  return {
    ...lookup,
    ...first,
    customerIds: [...lookup.customerIds, customerId],
    version: lookup.version + 1,
  };
};

/** The lookup with the grade of its first holder; the same lookup where that is somebody else, or has that grade there already. */
export const withGrade = (lookup: CustomerLookup, customerId: string, grade: Grade): CustomerLookup =>
  lookup.customerIds[0] !== customerId || lookup.grade === grade
    ? lookup
    : { ...lookup, grade, version: lookup.version + 1 };

/** The lookup without that holder; the same lookup if they held nothing. */
export const withoutHolder = (lookup: CustomerLookup, customerId: string): CustomerLookup => {
  const customerIds = lookup.customerIds.filter((id) => id !== customerId);
  if (customerIds.length === lookup.customerIds.length) return lookup;
  const { grade, ...rest } = lookup;
  // The next holder's grade isn't known here.
  const same = customerIds[0] === lookup.customerIds[0] && grade !== undefined ? { grade } : {};
  return { ...rest, ...same, customerIds, version: lookup.version + 1 };
};
