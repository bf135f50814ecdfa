import { type Customer, customerLookupSchema, customerSchema } from '#shared/domain/customers/customer.ts';
import { facetsOf } from '#shared/domain/customers/dimensions.ts';
import { listedSpend } from '#shared/domain/customers/list.ts';
import { customerNoteSchema } from '#shared/domain/customers/note.ts';
import { nextReviewAt } from '#shared/domain/customers/review.ts';
import { searchTokenSchema } from '#shared/domain/customers/search.ts';
import { gradeValueOf } from '#shared/domain/customers/value.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Item, ItemKind } from '../item-kind.ts';
import { indexes, indexKey, type Key, keys, padded, type Shards, shardOf } from '../keys.ts';
import { gradeChangeFollowers } from './grade-changes.ts';
import { noItems, noText, nothing } from './left.ts';
import { principalFollower } from './people.ts';
import { stripped } from './strip.ts';

/** The list entry names the customer and nothing personal: lists read the heads. */
const indexKeys = (customer: Customer, shards: Shards): Item => {
  const { id, status, createdAt } = customer;
  return {
    ...indexKey('gsi1', gradeKey(customer, shards), `${spendOf(customer)}#${id}`),
    ...indexKey('gsi2', indexes.customers(status, shardOf(id, shards.all)), `${iso(createdAt)}#${id}`),
    ...timerKey(customer, shards),
  };
};

/** Fifteen digits, so that amounts sort as text. */
export const spendOf = (customer: Customer): string => padded(listedSpend(customer), 15);

const gradeKey = (customer: Customer, shards: Shards): string | undefined =>
  customer.status === 'active' || customer.status === 'archived'
    ? indexes.customersOfGrade(gradeValueOf(customer), shardOf(customer.id, shards.all))
    : undefined;

const facetKeys = (customer: Customer | undefined, shards: Shards): Key[] =>
  customer === undefined
    ? []
    : facetsOf(customer).map((facet) =>
        keys.facet(facet, shardOf(customer.id, shards.all), iso(customer.createdAt), customer.id),
      );

const without = (these: readonly Key[], those: readonly Key[]): Key[] =>
  these.filter(({ pk }) => !those.some((that) => that.pk === pk));

/** The lists that a customer has come into. A record from before there were such lists lies in none of them yet. */
const facetFollowers = (customer: Customer, before: Customer | undefined, shards: Shards): Item[] => {
  const had = before?.searchVersion === undefined ? [] : facetKeys(before, shards);
  return without(facetKeys(customer, shards), had).map((key) => ({ ...key, t: 'facet', v: 1 }));
};

const timerKey = (customer: Customer, shards: Shards): Item => {
  const { id, updatedAt, value } = customer;
  const reviewAt = nextReviewAt(customer);
  if (reviewAt === undefined) return {};
  // A timer set in the past is due now: so the sweep's watermark cannot pass it.
  const due = iso(Math.max(reviewAt, updatedAt, value?.at ?? 0));
  return indexKey('gsi5', indexes.timers('customer', shardOf(id, shards.timers)), `${due}#${id}`);
};

/** Who a customer with a sign-in of their own is to the edge. */
const signIn = ({ sub, id }: Customer, before: Customer | undefined): readonly Item[] =>
  sub === undefined || sub === before?.sub
    ? []
    : [principalFollower({ sub, type: 'customer', id, roleId: 'customer', teamIds: [], status: 'active' })];

/** A customer's head; with a sign-in of their own, who they are to the edge is written with it, and with another grade a line of its history. */
export const customerItem: ItemKind<'customer'> = {
  type: 'customer',
  schemaVersion: 1,
  key: ([id = '']) => keys.customer(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  personal: {
    owner: ({ id }) => ({ customerId: id }),
    left: { phones: noItems, emails: noItems, addresses: noItems, birthday: nothing },
  },
  sealsFor: ({ id }) => id,
  toItem: (customer, shards) => ({ ...customer, ...indexKeys(customer, shards) }),
  fromItem: (item) => customerSchema.parse(stripped(item)),
  follow: (customer, before, shards) => ({
    put: [...gradeChangeFollowers(customer, before), ...facetFollowers(customer, before, shards)],
    own: signIn(customer, before),
    remove: [
      ...without(facetKeys(before, shards), facetKeys(customer, shards)),
      ...(before?.sub === undefined || before.sub === customer.sub ? [] : [keys.principal(before.sub)]),
    ],
  }),
};

/** Who holds a phone, an e-mail or an external id, under its keyed digest. */
export const customerLookupItem: ItemKind<'customerLookup'> = {
  type: 'customerLookup',
  schemaVersion: 1,
  key: ([digest = '']) => keys.customerLookup(digest),
  idOf: ({ digest }) => [digest],
  versionOf: ({ version }) => version,
  sealsFor: ({ customerIds: [first] }) => first,
  toItem: (lookup) => ({ ...lookup }),
  fromItem: (item) => customerLookupSchema.parse(stripped(item)),
};

/** A note lies beside its customer's head, in the order of writing. */
export const customerNoteItem: ItemKind<'customerNote'> = {
  type: 'customerNote',
  schemaVersion: 1,
  key: ([customerId = '', id = '']) => keys.customerNote(customerId, id),
  idOf: ({ customerId, id }) => [customerId, id],
  personal: { owner: ({ customerId }) => ({ customerId }), left: { body: noText } },
  toItem: (note) => ({ ...note }),
  fromItem: (item) => customerNoteSchema.parse(stripped(item)),
};

/** By what a customer is found: the keys say it all. */
export const searchTokenItem: ItemKind<'searchToken'> = {
  type: 'searchToken',
  schemaVersion: 1,
  key: ([key = '', rest = '', customerId = '']) => keys.searchToken(key, rest, customerId),
  idOf: ({ key, rest, customerId }) => [key, rest, customerId],
  toItem: () => ({}),
  fromItem: ({ pk, sk }) => {
    const [rest, customerId] = String(sk).split('#');
    return searchTokenSchema.parse({ key: String(pk).slice('SR#'.length), rest, customerId });
  },
};
