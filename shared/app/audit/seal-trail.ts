import { isWhole } from '#shared/domain/audit/mac.ts';
import { leafHash } from '#shared/domain/audit/merkle.ts';
import {
  dayEndOf,
  follows,
  hourOf,
  isIntact,
  type Leaf,
  type Seal,
  type SealedSpan,
  sealableUntil,
  sealedSpanSchema,
  sealObject,
  sealOver,
} from '#shared/domain/audit/seal.ts';
import { instantOfId } from '#shared/domain/kernel/ids.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { SealedTrail, StoredRecord } from './trail.ts';

/** A span that has so many records ends with the hour in which it got there, so that one seal stays small. */
const ENOUGH_LEAVES = 5000;
/** Each of them has a page of records and the leaves of one seal in memory. */
const SHARDS_AT_ONCE = 4;

/** What a run has done, and how far it came: `complete` when nothing older than an hour is left unsealed. */
export type SealReport = {
  readonly seals: number;
  readonly records: number;
  /** Records that were not as they had been written. */
  readonly suspects: readonly string[];
  readonly until: Instant;
  readonly complete: boolean;
};

type Gathered = { readonly leaves: Leaf[]; readonly suspects: string[]; readonly to: Instant };

/** Whether a record is as it was written. Those from before records had keyed digests lie in a shard's first span. */
const isSuspect = (record: StoredRecord, isFirstSpan: boolean, { digest }: SealedTrail): boolean => {
  const event = record.read();
  if (!event) return true;
  return event.mac === undefined ? !isFirstSpan : !isWhole(event, digest);
};

/** Hashes of the records from one instant on, up to another, to the end of the day, or to that of an hour that makes enough of them. */
const gather = async (
  trail: SealedTrail,
  span: {
    readonly shard: string;
    readonly from: Instant;
    readonly until: Instant;
    readonly isFirst: boolean;
  },
): Promise<Gathered> => {
  const leaves: Leaf[] = [];
  const suspects: string[] = [];
  let hour = 0;
  for await (const page of trail.records(span.shard, span.from, span.until)) {
    for (const record of page) {
      const at = hourOf(instantOfId(record.id));
      if (leaves.length > 0 && at >= dayEndOf(hour)) return { leaves, suspects, to: dayEndOf(hour) };
      if (leaves.length >= ENOUGH_LEAVES && at > hour) return { leaves, suspects, to: at };
      hour = at;
      leaves.push([record.id, leafHash(record.content, trail.hash)]);
      if (isSuspect(record, span.isFirst, trail)) suspects.push(record.id);
    }
  }
  return { leaves, suspects, to: Math.min(span.until, dayEndOf(hour)) };
};

/**
 * The next seal of a shard, or `undefined` where there is nothing to seal. The locked object is what counts: whoever finds one that
 * another run has made, or that was left behind when a run was cut off, takes over what it says.
 */
const sealNext = async (trail: SealedTrail, shard: string, until: Instant): Promise<Seal | undefined> => {
  const last = await trail.sealAt(shard, until);
  const { leaves, suspects, to } = await gather(trail, {
    shard,
    from: last?.to ?? 0,
    until,
    isFirst: last === undefined,
  });
  const [first] = leaves;
  if (!first) return undefined;
  const from = last?.to ?? hourOf(instantOfId(first[0]));
  const previous = last ? { from: last.from, hash: last.hash } : null;
  const ours = sealOver({ shard, from, to, previous, suspects }, leaves, trail.hash);
  const { seal } = lockedSpan(await trail.lock(sealObject(shard, from), ours), last, trail);
  await trail.keepSeal(seal);
  return seal;
};

/** The span as it was locked. Throws when somebody has put something else in its place: then nothing may be sealed on top of it. */
const lockedSpan = (value: unknown, last: Seal | undefined, trail: SealedTrail): SealedSpan => {
  const read = sealedSpanSchema.safeParse(value);
  if (!read.success || !isIntact(read.data, trail.hash) || !follows(read.data.seal, last))
    throw Object.assign(new Error('a sealed span in the audit bucket is not what was sealed'), {
      name: 'AuditSealBroken',
    });
  return read.data;
};

/** Seals one shard step by step until it is up to date or time is over. */
const sealShard = async (
  trail: SealedTrail,
  shard: string,
  until: Instant,
  isOver: () => boolean,
): Promise<{ seals: Seal[]; complete: boolean }> => {
  const seals: Seal[] = [];
  for (;;) {
    if (isOver()) return { seals, complete: false };
    const seal = await sealNext(trail, shard, until);
    if (!seal) return { seals, complete: true };
    seals.push(seal);
    if (seal.to >= until) return { seals, complete: true };
  }
};

/**
 * Seals whatever is older than an hour and not sealed yet, shard by shard, in steps that are complete in themselves: a run may be cut off
 * anywhere, and two at once make the same seals.
 */
export const sealTrail = async (
  trail: SealedTrail,
  now: Instant,
  isOver: () => boolean,
): Promise<SealReport> => {
  const until = sealableUntil(now);
  const done: { seals: Seal[]; complete: boolean }[] = [];
  for (let n = 0; n < trail.shards.length; n += SHARDS_AT_ONCE) {
    const some = trail.shards.slice(n, n + SHARDS_AT_ONCE);
    done.push(...(await Promise.all(some.map((shard) => sealShard(trail, shard, until, isOver)))));
  }
  const seals = done.flatMap((shard) => shard.seals);
  return {
    seals: seals.length,
    records: seals.reduce((sum, { count }) => sum + count, 0),
    suspects: seals.flatMap(({ suspects }) => suspects),
    until,
    complete: done.every(({ complete }) => complete),
  };
};
