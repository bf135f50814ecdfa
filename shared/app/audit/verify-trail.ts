import { canonicalJson } from '#shared/domain/audit/canonical.ts';
import { type DayMark, dayDigestSchema, isWholeDigest, markOf } from '#shared/domain/audit/day-digest.ts';
import { digestObject } from '#shared/domain/audit/seal.ts';
import { days, type Instant, iso } from '#shared/domain/kernel/time.ts';
import type { Problem } from './compare.ts';
import type { SealedTrail } from './trail.ts';
import { walkShard } from './walk-shard.ts';

/** One answer names no more problems of one shard: with so many the trail is not what it was anyway. */
const MOST_PROBLEMS = 200;
/** How many digests are fetched at once. */
const DAYS_AT_ONCE = 20;

/** How far each shard has been checked; a shard that isn't named has not been begun, `null` is done. */
export type Positions = Readonly<Record<string, Instant | null>>;

export type Verified = {
  readonly checked: number;
  readonly sealed: number;
  /** In the order of time. */
  readonly problems: readonly Problem[];
  /** Where to go on; `undefined` when everything has been checked. */
  readonly positions: Positions | undefined;
};

type Span = { readonly from: Instant; readonly to: Instant; readonly now: Instant };
type ShardResult = Pick<Verified, 'checked' | 'sealed' | 'problems'> & { readonly goOnAt: Instant | null };

/** One shard until it is done, time is over, or too much is wrong. */
const verifyShard = async (
  trail: SealedTrail,
  shard: string,
  span: Span,
  isOver: () => boolean,
): Promise<ShardResult> => {
  const problems: Problem[] = [];
  let [checked, sealed] = [0, 0];
  for await (const step of walkShard(trail, { shard, ...span })) {
    checked += step.checked;
    sealed += step.sealed;
    problems.push(...step.problems.slice(0, MOST_PROBLEMS - problems.length));
    const { goOnAt } = step;
    if (goOnAt !== undefined && goOnAt > span.from && (isOver() || problems.length >= MOST_PROBLEMS))
      return { checked, sealed, problems, goOnAt };
  }
  return { checked, sealed, problems, goOnAt: null };
};

/** Whether a day's locked digest is what it was when it was made. */
const isDayWhole = async (trail: SealedTrail, mark: DayMark): Promise<boolean> => {
  const locked = dayDigestSchema.safeParse(await trail.locked(digestObject(mark.day)));
  return (
    locked.success &&
    isWholeDigest(locked.data, trail.hash) &&
    canonicalJson(markOf(locked.data)) === canonicalJson(mark)
  );
};

/** The daily digests of a span: each is what was locked away, and the chains still hold the seals at which the newest found them. */
const verifyDays = async (trail: SealedTrail, { from, to }: Span): Promise<Problem[]> => {
  const problems: Problem[] = [];
  let newest: DayMark | undefined;
  for await (const page of trail.daysFrom(iso(from).slice(0, 10))) {
    const marks = page.filter(({ day }) => Date.parse(day) + days(1) <= to);
    for (let n = 0; n < marks.length; n += DAYS_AT_ONCE) {
      const some = marks.slice(n, n + DAYS_AT_ONCE);
      const whole = await Promise.all(some.map((mark) => isDayWhole(trail, mark)));
      problems.push(...some.filter((_, at) => !whole[at]).map(({ day }) => brokenDay(day)));
    }
    newest = marks.at(-1) ?? newest;
  }
  return newest ? [...problems, ...(await lostEnds(trail, newest))] : problems;
};

const brokenDay = (day: string): Problem => ({
  id: digestObject(day),
  shard: '',
  problem: 'sealBroken',
  at: Date.parse(day),
});

/** Shards whose chain no longer holds the seal at which it stood at the end of a day. */
const lostEnds = async (trail: SealedTrail, { day, last }: DayMark): Promise<Problem[]> => {
  const checked = Object.entries(last).map(async ([shard, end]): Promise<Problem[]> => {
    if (end === null) return [];
    const seal = await trail.sealAt(shard, end.from);
    const isThere = seal?.from === end.from && seal.hash === end.hash;
    return isThere ? [] : [{ ...brokenDay(day), shard, at: end.from }];
  });
  return (await Promise.all(checked)).flat();
};

const byTime = (a: Problem, b: Problem): number => a.at - b.at || (a.id < b.id ? -1 : 1);

/**
 * Compares the trail with its seals, its locked objects and its own keyed digests, shard beside shard. Holds a page of each shard and
 * the leaves of one seal of each in memory.
 */
export const verifyTrail = async (
  trail: SealedTrail,
  span: Span,
  { positions = {}, isOver }: { readonly positions?: Positions | undefined; readonly isOver: () => boolean },
): Promise<Verified> => {
  const isBeginning = Object.keys(positions).length === 0;
  const ofDays = isBeginning ? await verifyDays(trail, span) : [];
  const results = await Promise.all(
    trail.shards.map(async (shard): Promise<readonly [string, ShardResult]> => {
      const at = positions[shard];
      if (at === null) return [shard, { checked: 0, sealed: 0, problems: [], goOnAt: null }];
      return [shard, await verifyShard(trail, shard, { ...span, from: at ?? span.from }, isOver)];
    }),
  );
  const all = results.map(([, result]) => result);
  const isDone = all.every(({ goOnAt }) => goOnAt === null);
  return {
    checked: all.reduce((sum, { checked }) => sum + checked, 0),
    sealed: all.reduce((sum, { sealed }) => sum + sealed, 0),
    problems: [...ofDays, ...all.flatMap(({ problems }) => problems)].sort(byTime),
    positions: isDone ? undefined : Object.fromEntries(results.map(([shard, { goOnAt }]) => [shard, goOnAt])),
  };
};
