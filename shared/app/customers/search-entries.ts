import type { Customer } from '#shared/domain/customers/customer.ts';
import { type Token, tokenChanges } from '#shared/domain/customers/search.ts';
import type { Context } from '../ports.ts';
import { put, ref, type Write } from '../records.ts';

type Digesting = Pick<Context, 'digest'>;

/** 128 bits of the keyed digest of a part of a phone or an e-mail: no two parts meet under one key. */
export const partDigest =
  ({ digest }: Digesting) =>
  (part: string): string =>
    digest('search', part).slice(0, 22);

const named = (token: Token, customerId: string) => ref('searchToken', token.key, token.rest, customerId);

/** The entries that make a customer found by what they are called and have now, and no longer by what they were called and had. */
export const searchWrites = (
  before: Customer | undefined,
  after: Customer,
  about: Digesting,
): readonly Write[] => {
  const changes = tokenChanges(before, after, partDigest(about));
  return [
    ...changes.put.map((token) => put('searchToken', { ...token, customerId: after.id })),
    ...changes.remove.map((token): Write => ({ op: 'remove', ref: named(token, after.id) })),
  ];
};
