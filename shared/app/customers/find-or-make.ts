import { newCustomer } from '#shared/domain/customers/change.ts';
import type { Customer, ExternalId } from '#shared/domain/customers/customer.ts';
import type { Grade } from '#shared/domain/customers/grade.ts';
import { searchable } from '#shared/domain/customers/search.ts';
import { gradeValueOf } from '#shared/domain/customers/value.ts';
import type { Context } from '../ports.ts';
import type { Ref, Write } from '../records.ts';
import { newCustomerWrites } from './change-customer.ts';
import { lookupRefs } from './lookups.ts';

/** Who a ticket comes from, when nobody has said which customer that is. Phone and e-mail are in their one spelling. */
export type CustomerHint = {
  readonly name: string;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  /** The shop's own number for them. */
  readonly externalId?: ExternalId | undefined;
  readonly language?: string | undefined;
};

const contactOf = ({ phone, email, externalId }: CustomerHint) => ({
  phones: phone === undefined ? [] : [phone],
  emails: email === undefined ? [] : [email],
  externalIds: externalId === undefined ? [] : [externalId],
});

/** What has to be read before `findOrMakeCustomer` can decide. */
export const findOrMakeWants = (
  hint: CustomerHint,
  about: Pick<Context, 'digest'>,
): readonly Ref<'customerLookup'>[] => lookupRefs(contactOf(hint), about);

/**
 * The first holder of the phone, else of the e-mail, else a new customer with the writes that make them. Two at once for the same
 * phone end in one customer: the lookup must not be there yet, and who comes second decides again and finds the first.
 */
export const findOrMakeCustomer = (
  hint: CustomerHint,
  context: Pick<Context, 'digest' | 'found' | 'newId' | 'now'>,
): {
  readonly customerId: string;
  /** Theirs at this moment; `undefined` where the lookup doesn't know it. */
  readonly grade: Grade | undefined;
  readonly made: Customer | undefined;
  readonly writes: readonly Write[];
} => {
  for (const each of findOrMakeWants(hint, context)) {
    const lookup = context.found.one(each);
    const customerId = lookup?.customerIds[0];
    if (customerId !== undefined) return { customerId, grade: lookup?.grade, made: undefined, writes: [] };
  }
  const { name, language } = hint;
  const made = searchable(
    newCustomer(
      { name, ...contactOf(hint), ...(language === undefined ? {} : { language }) },
      { id: context.newId('cus'), now: context.now },
    ),
  );
  const writes = newCustomerWrites(made, context.found, context);
  return { customerId: made.id, grade: gradeValueOf(made), made, writes };
};
