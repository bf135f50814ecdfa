import { consentSchema } from '#shared/domain/customers/consent.ts';
import { tombstoneSchema } from '#shared/domain/customers/erase.ts';
import { mergeSchema } from '#shared/domain/customers/merge.ts';
import { acceptanceSchema } from '#shared/domain/people/acceptance.ts';
import type { ItemKind } from '../item-kind.ts';
import { keys } from '../keys.ts';
import { noText, nothing } from './left.ts';
import { stripped } from './strip.ts';

/** What a merge can be undone from, under the duplicate. Whether it still may be is decided by `expiresAt`; time to live only cleans up. */
export const mergeItem: ItemKind<'merge'> = {
  type: 'merge',
  schemaVersion: 1,
  key: ([duplicateId = '', at = '']) => keys.merge(duplicateId, Number(at)),
  idOf: ({ duplicateId, at }) => [duplicateId, String(at)],
  versionOf: ({ version }) => version,
  // Sealed already; here once more for the survivor, so that it goes with them.
  personal: { owner: ({ survivorId }) => ({ customerId: survivorId }), left: { sealed: noText } },
  toItem: (merge) => ({ ...merge, ttl: Math.ceil(merge.expiresAt / 1000) }),
  fromItem: (item) => mergeSchema.parse(stripped(item)),
};

/** One word of a customer about one purpose; the history is a partition's part, oldest first. */
export const consentItem: ItemKind<'consent'> = {
  type: 'consent',
  schemaVersion: 1,
  key: ([customerId = '', n = '']) => keys.consent(customerId, Number(n)),
  idOf: ({ customerId, n }) => [customerId, String(n)],
  personal: { owner: ({ customerId }) => ({ customerId }), left: { evidence: nothing } },
  toItem: (consent) => ({ ...consent }),
  fromItem: (item) => consentSchema.parse(stripped(item)),
};

/** That a member of staff accepted a text in one version. */
export const acceptanceItem: ItemKind<'acceptance'> = {
  type: 'acceptance',
  schemaVersion: 1,
  key: ([userId = '', notice = '', version = '']) => keys.acceptance(userId, notice, version),
  idOf: ({ userId, notice, textVersion }) => [userId, notice, textVersion],
  toItem: (acceptance) => ({ ...acceptance }),
  fromItem: (item) => acceptanceSchema.parse(stripped(item)),
};

/** Who was erased: in sixteen shards, so that a restore can go through all of them. */
export const tombstoneItem: ItemKind<'tombstone'> = {
  type: 'tombstone',
  schemaVersion: 1,
  key: ([customerId = '']) => keys.tombstone(customerId),
  idOf: ({ customerId }) => [customerId],
  toItem: (tombstone) => ({ ...tombstone }),
  fromItem: (item) => tombstoneSchema.parse(stripped(item)),
};
