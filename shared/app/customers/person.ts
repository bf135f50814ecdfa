import type { Customer } from '#shared/domain/customers/customer.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Caller, Context } from '../ports.ts';
import { ref } from '../records.ts';

/** Somebody with all records that were merged into theirs. */
export type Person = {
  /** The record that answers. */
  readonly customer: Customer;
  /** Its id and the ids of every record it answers for: what is kept of the person lies under all of them. */
  readonly ids: readonly string[];
};

/** A merge may move on while it is followed: from the old survivor to the next. */
const MOST_HOPS = 3;

/** The ids under which a person's cases, orders and surveys lie. */
export const idsOf = ({ id, privacy }: Customer): readonly string[] => [
  id,
  ...(privacy?.merged ?? []).map(({ customerId }) => customerId),
];

/** The record that answers for this one: itself, or where it was merged into. */
export const survivorOf = async (
  customer: Customer,
  { reader }: Pick<Context, 'reader'>,
): Promise<Customer> => {
  let at = customer;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    const to = at.privacy?.mergedInto;
    if (at.status !== 'merged' || to === undefined) return at;
    const wanted = ref('customer', to);
    const next = (await reader.get([wanted])).one(wanted);
    if (next === undefined) throw new Error('a merged customer leads nowhere');
    at = next;
  }
  return at;
};

/** The person behind an id that the request's first read has asked for; `undefined` where there is none. */
export const personOf = async (
  id: string,
  context: Pick<Context, 'found' | 'reader'>,
): Promise<Person | undefined> => {
  const asked = context.found.one(ref('customer', id));
  if (asked === undefined) return undefined;
  const customer = await survivorOf(asked, context);
  return { customer, ids: idsOf(customer) };
};

/** As `personOf`, for one the caller may know of: customers know only themselves. Refuses with `not_found`. */
export const personOr404 = async (
  id: string,
  context: Pick<Context, 'found' | 'reader' | 'caller'>,
): Promise<Person> => {
  const person = await personOf(id, context);
  const { caller } = context;
  if (person === undefined || (caller.type === 'customer' && caller.id !== person.customer.id))
    throw new Refusal('not_found');
  return person;
};

/** Whether what lies under this customer's id belongs to the calling customer, also from before records of theirs were merged. */
export const isOwn = (
  { id, formerIds = [] }: Pick<Caller, 'id' | 'formerIds'>,
  customerId: string,
): boolean => customerId === id || formerIds.includes(customerId);

/** Refuses with `conflict` what can't be done to a record that is gone: merged, erased or archived. */
export const checkActive = ({ status }: Customer): void => {
  if (status !== 'active') throw new Refusal('conflict', { status });
};
