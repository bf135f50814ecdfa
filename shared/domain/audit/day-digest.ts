import * as z from 'zod';
import { instantSchema } from '../kernel/time.ts';
import { canonicalJson } from './canonical.ts';
import type { Hash } from './merkle.ts';

const sealLine = z.object({
  from: instantSchema,
  to: instantSchema,
  count: z.int(),
  root: z.string(),
  hash: z.string(),
});

/** The seals that ended on a day (UTC) or since the digest before, shard by shard, and where each chain stood at its end. */
export const dayDigestSchema = z.object({
  day: z.iso.date(),
  previous: z.object({ day: z.iso.date(), hash: z.string() }).nullable(),
  shards: z.array(
    z.object({
      shard: z.string(),
      seals: z.array(sealLine),
      /** The shard's newest seal at the end of the day; `null` where nothing was ever sealed. */
      last: z.object({ from: instantSchema, hash: z.string() }).nullable(),
    }),
  ),
  hash: z.string(),
});
export type DayDigest = Readonly<z.infer<typeof dayDigestSchema>>;

/** What the next digest, and who checks the chain, need of one: where each chain stood. */
export const dayMarkSchema = z.object({
  day: z.iso.date(),
  hash: z.string(),
  last: z.record(z.string(), z.object({ from: instantSchema, hash: z.string() }).nullable()),
});
export type DayMark = Readonly<z.infer<typeof dayMarkSchema>>;

export const markOf = ({ day, hash, shards }: DayDigest): DayMark => ({
  day,
  hash,
  last: Object.fromEntries(shards.map(({ shard, last }) => [shard, last])),
});

const hashOf = ({ hash: _, ...said }: DayDigest, hash: Hash): string => hash(`day:${canonicalJson(said)}`);

/** The digest over what it says. */
export const dayDigest = (said: Omit<DayDigest, 'hash'>, hash: Hash): DayDigest => ({
  ...said,
  hash: hashOf({ ...said, hash: '' }, hash),
});

export const isWholeDigest = (digest: DayDigest, hash: Hash): boolean => digest.hash === hashOf(digest, hash);
