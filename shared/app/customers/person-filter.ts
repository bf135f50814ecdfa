import type { Context } from '../ports.ts';
import { type Ref, ref } from '../records.ts';
import { isOwn, personOf } from './person.ts';

/** Names one person to a list: the record that answers, and those that were merged into it. */
export type PersonFilter = { readonly customerId?: string; readonly formerIds?: readonly string[] };

/** What `personFilter` wants to find of the customer that a list is asked for. */
export const personWants = (customerId: string | undefined): readonly Ref<'customer'>[] =>
  customerId === undefined ? [] : [ref('customer', customerId)];

/**
 * The customer that a list is asked for, with everything that was merged: customers get themselves whether they ask or not, and
 * `undefined` where they ask for somebody else. Staff may ask for an id that was merged away.
 */
export const personFilter = async (
  asked: string | undefined,
  context: Pick<Context, 'caller' | 'found' | 'reader'>,
): Promise<PersonFilter | undefined> => {
  const { caller } = context;
  if (caller.type === 'customer') {
    if (asked !== undefined && !isOwn(caller, asked)) return undefined;
    return filterOf([caller.id, ...(caller.formerIds ?? [])]);
  }
  if (asked === undefined) return {};
  return filterOf((await personOf(asked, context))?.ids ?? [asked]);
};

const filterOf = ([customerId, ...formerIds]: readonly string[]): PersonFilter => ({
  ...(customerId === undefined ? {} : { customerId }),
  ...(formerIds.length === 0 ? {} : { formerIds }),
});
