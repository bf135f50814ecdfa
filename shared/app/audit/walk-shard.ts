import { AUDIT_LIFE_MS } from '#shared/domain/audit/audit-event.ts';
import { canonicalJson } from '#shared/domain/audit/canonical.ts';
import {
  follows,
  isIntact,
  type Seal,
  type SealedSpan,
  sealedSpanSchema,
  sealObject,
} from '#shared/domain/audit/seal.ts';
import { instantOfId } from '#shared/domain/kernel/ids.ts';
import { hours, type Instant } from '#shared/domain/kernel/time.ts';
import { checkUnsealed, compareSealed, type Problem } from './compare.ts';
import type { SealedTrail } from './trail.ts';

/** A seal whose object is there but whose item isn't is completed by the next run; after this time somebody has taken it away. */
const COMPLETED_AFTER_MS = hours(3);

/** What was looked at in one step. Another walk may go on at `goOnAt`; not where it isn't said, in the middle of a seal. */
export type Walked = {
  readonly checked: number;
  readonly sealed: number;
  readonly problems: readonly Problem[];
  readonly goOnAt?: Instant;
};

type Walk = { readonly shard: string; readonly from: Instant; readonly to: Instant; readonly now: Instant };

const broken = (shard: string, from: Instant): Problem => ({
  id: sealObject(shard, from),
  shard,
  problem: 'sealBroken',
  at: from,
});

/** The locked span that begins at this instant; `undefined` where there is none, or it is not what was locked. */
const lockedAt = async (
  trail: SealedTrail,
  shard: string,
  from: Instant,
): Promise<SealedSpan | undefined> => {
  const read = sealedSpanSchema.safeParse(await trail.locked(sealObject(shard, from)));
  return read.success && isIntact(read.data, trail.hash) ? read.data : undefined;
};

/** Whether a seal goes on where the one before ended; the one before may have outlived its time. */
const isLinked = (seal: Seal, before: Seal | undefined, now: Instant): boolean =>
  follows(seal, before) ||
  (before === undefined && seal.previous !== null && seal.previous.from + AUDIT_LIFE_MS <= now);

const found = (...problems: readonly Problem[]): Walked => ({ checked: 0, sealed: 0, problems });

/** Records that no seal speaks for, by their own keyed digests. */
async function* checkLoose(
  trail: SealedTrail,
  { shard, from, to }: Omit<Walk, 'now'>,
  beforeFirstSeal: boolean,
): AsyncGenerator<Walked> {
  for await (const page of trail.records(shard, from, to)) {
    yield {
      checked: page.length,
      sealed: 0,
      problems: page.flatMap((record) => checkUnsealed(record, { shard, beforeFirstSeal }, trail)),
      // Records of one millisecond may lie on both sides of a page: those are looked at again.
      goOnAt: instantOfId(page.at(-1)?.id ?? ''),
    };
  }
}

/** The records of a locked span against its leaves. */
async function* checkSpan(
  trail: SealedTrail,
  { seal, leaves }: SealedSpan,
  now: Instant,
): AsyncGenerator<Walked> {
  const { shard, from, to, suspects } = seal;
  yield found(...suspects.map((id): Problem => ({ id, shard, problem: 'changed', at: instantOfId(id) })));
  for await (const step of compareSealed(trail, { shard, from, to, now }, leaves))
    yield { ...step, sealed: step.checked };
  yield { ...found(), goOnAt: to };
}

/** One seal: its link to the one before, its locked object, and its records. Returns what the locked object says, or else the seal. */
async function* checkSeal(
  trail: SealedTrail,
  seal: Seal,
  before: Seal | undefined,
  now: Instant,
): AsyncGenerator<Walked, Seal> {
  const { shard, from, to } = seal;
  const span = await lockedAt(trail, shard, from);
  const isSame = span !== undefined && canonicalJson(span.seal) === canonicalJson(seal);
  if (!isSame || !isLinked(seal, before, now)) yield found(broken(shard, from));
  if (span) yield* checkSpan(trail, span, now);
  else yield* checkLoose(trail, { shard, from, to }, false);
  return span?.seal ?? seal;
}

/** Seals that are locked away but not in the table, up to an instant. Returns the last of them. */
async function* checkTaken(
  trail: SealedTrail,
  before: Seal | undefined,
  { to, now }: Pick<Walk, 'to' | 'now'>,
): AsyncGenerator<Walked, Seal | undefined> {
  let last = before;
  while (last && last.to < to) {
    const span = await lockedAt(trail, last.shard, last.to);
    if (!span) return last;
    if (span.seal.to + COMPLETED_AFTER_MS <= now) yield found(broken(span.seal.shard, span.seal.from));
    yield* checkSpan(trail, span, now);
    last = span.seal;
  }
  return last;
}

/** Where to begin: with the seal that holds this instant, or behind the one that ended before it. */
const beginAt = async (
  trail: SealedTrail,
  { shard, from }: Walk,
): Promise<{ at: Instant; before: Seal | undefined }> => {
  const near = await trail.sealAt(shard, from);
  if (!near) return { at: from, before: undefined };
  if (near.to <= from) return { at: near.to, before: near };
  return { at: near.from, before: await trail.sealAt(shard, near.from - 1) };
};

async function* sealsFrom(trail: SealedTrail, shard: string, from: Instant): AsyncGenerator<Seal> {
  for await (const page of trail.sealsFrom(shard, from)) yield* page;
}

/** Everything of one shard from one instant to another, in order: whole seals, and at the end what is not sealed yet. */
export async function* walkShard(trail: SealedTrail, walk: Walk): AsyncGenerator<Walked> {
  const { shard, to, now } = walk;
  const start = await beginAt(trail, walk);
  let { before } = start;
  for await (const seal of sealsFrom(trail, shard, start.at)) {
    if (seal.from >= to) break;
    before = yield* checkTaken(trail, before, { to: seal.from, now });
    // Where a seal is missing for good, its records still have their own digests; and the next one's link is broken.
    yield* checkLoose(trail, { shard, from: before?.to ?? start.at, to: seal.from }, false);
    before = yield* checkSeal(trail, seal, before, now);
  }
  before = yield* checkTaken(trail, before, { to, now });
  yield* checkLoose(trail, { shard, from: before?.to ?? start.at, to }, before === undefined);
}
