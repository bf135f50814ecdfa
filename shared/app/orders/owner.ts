import type { Customer } from '#shared/domain/customers/customer.ts';
import type { Context } from '../ports.ts';
import { type Found, ref } from '../records.ts';

/** Records of one person merge into each other a few times at most. */
const MOST_MERGES = 10;

/** The record that answers for this customer now: the one a merge has put in its place, or itself. `undefined` where there is none. */
export const answering = async (
  customerId: string,
  { found, reader }: { readonly found: Found; readonly reader: Context['reader'] },
): Promise<Customer | undefined> => {
  let id = customerId;
  let known = found;
  for (let steps = 0; steps <= MOST_MERGES; steps++) {
    const wanted = ref('customer', id);
    const customer = known.one(wanted) ?? (await reader.get([wanted])).one(wanted);
    const into = customer?.privacy?.mergedInto;
    if (customer === undefined || into === undefined) return customer;
    id = into;
    known = await reader.get([ref('customer', into)]);
  }
  return undefined;
};

/** Whose orders are this person's: the record's own and those of the records merged into it. */
export const idsOfPerson = ({ id, privacy }: Customer): readonly string[] => [
  id,
  ...(privacy?.merged ?? []).map(({ customerId }) => customerId),
];
