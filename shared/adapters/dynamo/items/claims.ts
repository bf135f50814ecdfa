import * as z from 'zod';
import { revealTallySchema } from '#shared/domain/customers/reveal-limit.ts';
import type { ItemKind } from '../item-kind.ts';
import { keys } from '../keys.ts';
import { noText } from './left.ts';
import { stripped } from './strip.ts';

const ttlOf = (expiresAt: number): number => Math.ceil(expiresAt / 1000);

const idempotencySchema = z.object({
  key: z.string(),
  requestHash: z.string(),
  writtenAt: z.number(),
  expiresAt: z.number(),
  answer: z.string(),
});

/** Stored answers of POSTs. Whether one still counts is decided by `expiresAt`; time to live only cleans up. */
export const idempotencyItem: ItemKind<'idempotency'> = {
  type: 'idempotency',
  schemaVersion: 1,
  key: ([key = '']) => keys.idempotency(key),
  idOf: ({ key }) => [key],
  replaceableAfter: ({ writtenAt }) => writtenAt,
  personal: { owner: () => 'transaction', left: { answer: noText } },
  toItem: (record) => ({ ...record, ttl: ttlOf(record.expiresAt) }),
  fromItem: (item) => idempotencySchema.parse(stripped(item)),
};

const effectSchema = z.object({
  id: z.string(),
  state: z.enum(['claimed', 'sent']),
  owner: z.string().optional(),
  leaseUntil: z.number(),
  expiresAt: z.number(),
  version: z.int().positive(),
});

/** Effects outside the system: who sends takes the claim first, so that two workers don't send at once. */
export const effectItem: ItemKind<'effect'> = {
  type: 'effect',
  schemaVersion: 1,
  key: ([id = '']) => keys.effect(id),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (record) => ({ ...record, ttl: ttlOf(record.expiresAt) }),
  fromItem: (item) => effectSchema.parse(stripped(item)),
};

/** Reveals of one person on one day. */
export const revealTallyItem: ItemKind<'revealTally'> = {
  type: 'revealTally',
  schemaVersion: 1,
  key: ([userId = '', day = '']) => keys.revealTally(userId, day),
  idOf: ({ userId, day }) => [userId, day],
  versionOf: ({ version }) => version,
  toItem: (record) => ({ ...record, ttl: ttlOf(record.expiresAt) }),
  fromItem: (item) => revealTallySchema.parse(stripped(item)),
};
