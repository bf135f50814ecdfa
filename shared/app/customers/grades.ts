import type { Customer } from '#shared/domain/customers/customer.ts';
import type { Grade } from '#shared/domain/customers/grade.ts';
import { gradeValueOf } from '#shared/domain/customers/value.ts';
import type { Context } from '../ports.ts';
import { ref, update, type Write } from '../records.ts';
import { customerWrites } from './change-customer.ts';

/**
 * The writes of a customer whose worth changed and nothing else: the head, and with another grade the lookups that carry it (one more
 * read). A change of grade or stage goes into the customer's history with the head.
 */
export const valueWrites = async (
  before: Customer,
  after: Customer,
  context: Context,
): Promise<readonly Write[]> => {
  if (after === before) return [];
  return gradeValueOf(before) === gradeValueOf(after)
    ? [update('customer', before, after)]
    : customerWrites(before, after, context);
};

/** The same writes; lookups among them that name this customer first carry their grade as it is now. */
export const gradedLookups = (writes: readonly Write[], customer: Customer): readonly Write[] =>
  writes.map((write) =>
    'kind' in write && write.kind === 'customerLookup' && write.record.customerIds[0] === customer.id
      ? { ...write, record: { ...write.record, grade: gradeValueOf(customer) } }
      : write,
  ) as readonly Write[];

/** The grade of a customer of whom only the id is known; who isn't there counts as ordinary. */
export const readGrade = async (
  customerId: string,
  { found, reader }: Pick<Context, 'found' | 'reader'>,
): Promise<Grade> => {
  const wanted = ref('customer', customerId);
  const customer = found.one(wanted) ?? (await reader.get([wanted])).one(wanted);
  return customer === undefined ? 'ordinary' : gradeValueOf(customer);
};
