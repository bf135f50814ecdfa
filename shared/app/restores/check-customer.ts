import { lookupValuesOf, withHolder } from '#shared/domain/customers/lookup.ts';
import { searchTokens } from '#shared/domain/customers/search.ts';
import { gradeValueOf } from '#shared/domain/customers/value.ts';
import { lookupDigest } from '../customers/lookups.ts';
import { partDigest } from '../customers/search-entries.ts';
import { type Context, LostRace, type Store } from '../ports.ts';
import { create, put, ref, update, type Write } from '../records.ts';

/** So many writes go into one transaction. */
const CHUNK = 40;

/** Customers who are looked at together may share what they are found by. */
const TRIES = 4;

/**
 * Makes sure that a customer is found by what they have and are called: adds lookups and search entries that half a transaction has left
 * out. Answers how many of each. What somebody changes at the same moment is looked at again; who does so all the time sees to it.
 */
export const checkCustomer = async (
  customerId: string,
  context: Context,
  commit: Store['commit'],
): Promise<Readonly<Record<string, number>>> => {
  for (let tries = 1; tries <= TRIES; tries++) {
    try {
      return await completed(customerId, context, commit);
    } catch (error) {
      if (!(error instanceof LostRace)) throw error;
    }
  }
  return {};
};

const completed = async (
  customerId: string,
  context: Context,
  commit: Store['commit'],
): Promise<Readonly<Record<string, number>>> => {
  const wanted = ref('customer', customerId);
  const customer = (await context.reader.get([wanted])).one(wanted);
  if (customer === undefined || customer.status === 'erased' || customer.status === 'merged') return {};
  const digests = lookupValuesOf(customer).map((value) => lookupDigest(value, context));
  const lookups = digests.map((digest) => ref('customerLookup', digest));
  const tokens = customer.searchVersion === undefined ? [] : searchTokens(customer, partDigest(context));
  const entries = tokens.map(({ key, rest }) => ref('searchToken', key, rest, customerId));
  const sub = customer.sub === undefined ? [] : [ref('principal', customer.sub)];
  const found = await context.reader.get([...lookups, ...entries, ...sub]);
  const lookupWrites = lookups.flatMap((each, n): Write[] => {
    const was = found.one(each);
    const lookup = withHolder(was, digests[n] ?? '', customerId, gradeValueOf(customer));
    if (lookup === was) return [];
    return [was === undefined ? create('customerLookup', lookup) : update('customerLookup', was, lookup)];
  });
  const entryWrites = tokens
    .filter((_, n) => found.one(entries[n] ?? wanted) === undefined)
    .map((token) => put('searchToken', { ...token, customerId }));
  const signInWrites = sub
    .filter((each) => customer.status === 'active' && found.one(each) === undefined)
    .map(({ id: [own = ''] }) =>
      create('principal', {
        sub: own,
        type: 'customer',
        id: customerId,
        roleId: 'customer',
        teamIds: [],
        status: 'active',
      }),
    );
  const writes = [...lookupWrites, ...entryWrites, ...signInWrites];
  for (let at = 0; at < writes.length; at += CHUNK) await commit(writes.slice(at, at + CHUNK));
  return {
    ...(lookupWrites.length > 0 ? { lookupMissing: lookupWrites.length } : {}),
    ...(entryWrites.length > 0 ? { searchEntryMissing: entryWrites.length } : {}),
    ...(signInWrites.length > 0 ? { signInMissing: signInWrites.length } : {}),
  };
};
