import * as z from 'zod';
import { days, hours, type Instant, instantSchema, iso } from '../kernel/time.ts';
import { canonicalJson } from './canonical.ts';
import { type Hash, merkleRoot } from './merkle.ts';

/** Records are sealed when they are at least this old: by then every transaction that could still add one has ended. */
export const SEAL_AFTER_MS = hours(1);

const link = z.object({ from: instantSchema, hash: z.string() });

/** What a seal says of all records of one shard in a span of time: `from` is included, `to` isn't; both are full hours in UTC. */
export const sealSchema = z.object({
  shard: z.string(),
  from: instantSchema,
  to: instantSchema,
  count: z.int().nonnegative(),
  /** Over the ids and hashes of the records, in the order of ids. */
  root: z.string(),
  /** The seal before; `null` for the shard's first. Spans follow each other without a gap. */
  previous: link.nullable(),
  /** Records that were not as they had been written when they were sealed. */
  suspects: z.array(z.string()),
  /** Over all of the above. */
  hash: z.string(),
});
export type Seal = Readonly<z.infer<typeof sealSchema>>;

/** Id and hash of each sealed record, in the order of ids. */
export const leafSchema = z.tuple([z.string(), z.string()]);
export type Leaf = Readonly<z.infer<typeof leafSchema>>;

/** A seal with its leaves, as it is locked away. */
export const sealedSpanSchema = z.object({ seal: sealSchema, leaves: z.array(leafSchema) });
export type SealedSpan = { readonly seal: Seal; readonly leaves: readonly Leaf[] };

const rootOf = (leaves: readonly Leaf[], hash: Hash): string =>
  merkleRoot(
    leaves.map(([id, leaf]) => hash(`entry:${id}.${leaf}`)),
    hash,
  );

const hashOf = ({ hash: _, ...said }: Seal, hash: Hash): string => hash(`seal:${canonicalJson(said)}`);

/** The full hour that an instant lies in. */
export const hourOf = (at: Instant): Instant => at - (at % hours(1));

/** The midnight (UTC) that ends the day of an instant: no seal goes beyond the day of its last record. */
export const dayEndOf = (at: Instant): Instant => at - (at % days(1)) + days(1);

/** Up to here records are sealed at this moment. */
export const sealableUntil = (now: Instant): Instant => hourOf(now - SEAL_AFTER_MS);

/** The seal over these leaves. */
export const sealOver = (
  said: Pick<Seal, 'shard' | 'from' | 'to' | 'previous' | 'suspects'>,
  leaves: readonly Leaf[],
  hash: Hash,
): SealedSpan => {
  const seal: Seal = {
    ...said,
    count: leaves.length,
    root: rootOf(leaves, hash),
    hash: '',
  };
  return { seal: { ...seal, hash: hashOf(seal, hash) }, leaves };
};

/** Whether a seal says what it was made to say, and its leaves are those it was made over. */
export const isIntact = ({ seal, leaves }: SealedSpan, hash: Hash): boolean =>
  seal.hash === hashOf(seal, hash) && seal.count === leaves.length && seal.root === rootOf(leaves, hash);

/** Whether this seal goes on where the one before ended. */
export const follows = (seal: Seal, before: Seal | undefined): boolean =>
  before === undefined
    ? seal.previous === null
    : seal.previous?.hash === before.hash && seal.previous.from === before.from && seal.from === before.to;

/** The name of a locked object: `seals/07/2026-03-02T09.json`, by the hour the span begins with. */
export const sealObject = (shard: string, from: Instant): string =>
  `seals/${shard}/${iso(from).slice(0, 13)}.json`;
export const digestObject = (day: string): string => `digests/${day}.json`;
