import { AUDIT_LIFE_MS } from '#shared/domain/audit/audit-event.ts';
import { isWhole } from '#shared/domain/audit/mac.ts';
import { leafHash } from '#shared/domain/audit/merkle.ts';
import type { Leaf } from '#shared/domain/audit/seal.ts';
import { instantOfId } from '#shared/domain/kernel/ids.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';
import type { SealedTrail, StoredRecord } from './trail.ts';

/** What can be wrong with the trail; `id` is the record, or the object of the audit bucket that a seal stands in. */
export type Problem = {
  readonly id: string;
  readonly shard: string;
  readonly problem: 'changed' | 'missing' | 'inserted' | 'reordered' | 'sealBroken';
  readonly at: Instant;
};

/** The place of a record and what it says of its place differ: it was moved. */
const isMoved = ({ id, content }: StoredRecord): boolean => content['id'] !== id;

const problemWith = (
  record: StoredRecord,
  shard: string,
  problem: Exclude<Problem['problem'], 'missing' | 'sealBroken'>,
): Problem => ({
  id: record.id,
  shard,
  problem: isMoved(record) ? 'reordered' : problem,
  at: instantOfId(record.id),
});

/** One record against its leaf. */
const against = (record: StoredRecord, [, leaf]: Leaf, shard: string, trail: SealedTrail): Problem[] =>
  leafHash(record.content, trail.hash) === leaf ? [] : [problemWith(record, shard, 'changed')];

/**
 * Stored records against the leaves they were sealed with, both in the order of ids. A record that has outlived its time may be gone.
 * Yields the number of records looked at, and what is wrong, page by page.
 */
export async function* compareSealed(
  trail: SealedTrail,
  of: { readonly shard: string; readonly from: Instant; readonly to: Instant; readonly now: Instant },
  leaves: readonly Leaf[],
): AsyncGenerator<{ readonly checked: number; readonly problems: readonly Problem[] }> {
  const { shard, from, to, now } = of;
  let next = 0;
  const missingUpTo = (id: string): Problem[] => {
    const gone: Problem[] = [];
    for (let leaf = leaves[next]; leaf !== undefined && leaf[0] < id; leaf = leaves[++next]) {
      const at = instantOfId(leaf[0]);
      if (at + AUDIT_LIFE_MS > now) gone.push({ id: leaf[0], shard, problem: 'missing', at });
    }
    return gone;
  };
  for await (const page of trail.records(shard, from, to)) {
    const problems: Problem[] = [];
    for (const record of page) {
      problems.push(...missingUpTo(record.id));
      const leaf = leaves[next];
      if (leaf?.[0] !== record.id) problems.push(problemWith(record, shard, 'inserted'));
      else {
        problems.push(...against(record, leaf, shard, trail));
        next++;
      }
    }
    yield { checked: page.length, problems };
  }
  yield { checked: 0, problems: missingUpTo('~') };
}

/** A record that is not sealed yet, by its own keyed digest: without one somebody else has put it there. */
export const checkUnsealed = (
  record: StoredRecord,
  of: { readonly shard: string; readonly beforeFirstSeal: boolean },
  trail: SealedTrail,
): Problem[] => {
  const event = record.read();
  if (!event) return [problemWith(record, of.shard, 'changed')];
  if (event.mac === undefined) return of.beforeFirstSeal ? [] : [problemWith(record, of.shard, 'inserted')];
  return isWhole(event, trail.digest) ? [] : [problemWith(record, of.shard, 'changed')];
};
