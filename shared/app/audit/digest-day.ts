import {
  type DayDigest,
  dayDigest,
  dayDigestSchema,
  isWholeDigest,
  markOf,
} from '#shared/domain/audit/day-digest.ts';
import { digestObject, type Seal } from '#shared/domain/audit/seal.ts';
import { days, type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { SealedTrail } from './trail.ts';

type ShardLines = DayDigest['shards'][number];

const dayOf = (at: Instant): string => iso(at).slice(0, 10);
const lineOf = ({ from, to, count, root, hash }: Seal) => ({ from, to, count, root, hash });

/** The seals of a shard that ended up to `end` and are in no digest yet. */
const linesOf = async (
  trail: SealedTrail,
  shard: string,
  end: Instant,
  before: ShardLines['last'],
): Promise<ShardLines> => {
  const seals: Seal[] = [];
  for await (const page of trail.sealsFrom(shard, before === null ? 0 : before.from + 1))
    seals.push(...page.filter(({ to }) => to <= end));
  const last = seals.at(-1);
  return { shard, seals: seals.map(lineOf), last: last ? { from: last.from, hash: last.hash } : before };
};

/**
 * Locks away what was sealed up to the end of the last full day (UTC), once a day; days on which this did not run are in the next digest.
 * Everything up to `sealedUntil` must be sealed. Answers the day, or `undefined` where there is nothing to tell.
 */
export const digestDay = async (trail: SealedTrail, sealedUntil: Instant): Promise<string | undefined> => {
  const end = sealedUntil - (sealedUntil % days(1));
  const day = dayOf(end - 1);
  const before = await trail.lastDay(day);
  if (before?.day === day) return undefined;
  const lines = await Promise.all(
    trail.shards.map((shard) => linesOf(trail, shard, end, before?.last[shard] ?? null)),
  );
  if (lines.every(({ last }) => last === null)) return undefined;
  const ours = dayDigest(
    { day, previous: before ? { day: before.day, hash: before.hash } : null, shards: lines },
    trail.hash,
  );
  const locked = dayDigestSchema.safeParse(await trail.lock(digestObject(day), ours));
  if (!locked.success || !isWholeDigest(locked.data, trail.hash))
    throw Object.assign(new Error('a digest in the audit bucket is not what was put there'), {
      name: 'AuditSealBroken',
    });
  await trail.keepDay(markOf(locked.data));
  return day;
};
