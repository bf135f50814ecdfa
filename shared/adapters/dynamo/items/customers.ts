import { type Customer, customerLookupSchema, customerSchema } from '#shared/domain/customers/customer.ts';
import { nextReviewAt } from '#shared/domain/customers/review.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { Item, ItemKind } from '../item-kind.ts';
import { indexes, indexKey, keys, type Shards, shardOf } from '../keys.ts';
import { noItems, nothing } from './left.ts';
import { principalFollower } from './people.ts';
import { stripped } from './strip.ts';

/** The list entry names the customer and nothing personal: lists read the heads. */
const indexKeys = (customer: Customer, shards: Shards): Item => {
  const { id, status, createdAt } = customer;
  return {
    ...indexKey('gsi2', indexes.customers(status, shardOf(id, shards.all)), `${iso(createdAt)}#${id}`),
    ...timerKey(customer, shards),
  };
};

const timerKey = (customer: Customer, shards: Shards): Item => {
  const { id, updatedAt } = customer;
  const reviewAt = nextReviewAt(customer);
  if (reviewAt === undefined) return {};
  // A timer set in the past is due now: so the sweep's watermark cannot pass it.
  const due = iso(Math.max(reviewAt, updatedAt));
  return indexKey('gsi5', indexes.timers('customer', shardOf(id, shards.timers)), `${due}#${id}`);
};

/** A customer's head; with a sign-in of their own, who they are to the edge is written with it. */
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
  follow: ({ sub, id }, before) => ({
    put: [],
    own:
      sub === undefined || sub === before?.sub
        ? []
        : [
            principalFollower({
              sub,
              type: 'customer',
              id,
              roleId: 'customer',
              teamIds: [],
              status: 'active',
            }),
          ],
    remove: before?.sub === undefined || before.sub === sub ? [] : [keys.principal(before.sub)],
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
