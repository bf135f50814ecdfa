import { days, type Instant, iso, seconds } from '../kernel/time.ts';
import type { Change, ChangeEntity } from './change.ts';

/**
 * The feed shows nothing younger than this. A line gets its instant right before it is written, and is written again when that took longer
 * than half of it: so whoever has read up to an instant never misses a line that comes to lie before it.
 */
export const FEED_LAG_MS = seconds(5);
/** How long lines are kept, and with them the places from which a reader can go on. */
export const FEED_LIFE_MS = days(30);

/** A line where it lies: `at` is when it was noted, `sort` its place in the one order of all lines. */
export type Logged = { readonly sort: string; readonly at: Instant; readonly change: Change };

const PAST_ALL = '~';

/** The place of a line. Of one record the versions lie in their order; one that is gone comes last. */
export const placeOf = (at: Instant, { entityId, version }: Change): string =>
  `${iso(at)}#${entityId}#${version === undefined ? '9'.repeat(10) : String(version).padStart(10, '0')}`;

/** The place before every line of this instant, and the one behind them. */
export const before = (at: Instant): string => iso(at);
export const behind = (at: Instant): string => `${iso(at)}#${PAST_ALL}`;

/** The instant of a place; `undefined` for what is none. */
export const instantOf = (place: string): Instant | undefined => {
  const at = Date.parse(place.slice(0, 24));
  return Number.isNaN(at) || iso(at) !== place.slice(0, 24) ? undefined : at;
};

/** What was read of one shard: its next lines in order, and the place up to which it was read where that is not the end of what was asked for. */
export type ShardPage = { readonly lines: readonly Logged[]; readonly readTo?: string | undefined };

export type FeedPage = {
  readonly lines: readonly Logged[];
  /** From where to go on. */
  readonly place: string;
  readonly more: boolean;
};

const bySort = (a: Logged, b: Logged): number => (a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : 0);

/**
 * One page of all shards in one order. Nothing is shown that another shard may still have an earlier line for; the page ends at `end` when
 * all were read up to there.
 */
export const mergeShards = (
  shards: readonly ShardPage[],
  ask: { readonly limit: number; readonly end: string; readonly entity?: ChangeEntity | undefined },
): FeedPage => {
  const horizons = shards.flatMap(({ readTo }) => readTo ?? []);
  const horizon = horizons.reduce((least, one) => (one < least ? one : least), ask.end);
  const certain = shards
    .flatMap(({ lines }) => lines)
    .filter(({ sort }) => sort <= horizon)
    .sort(bySort);
  const wanted = certain.filter(({ change }) => ask.entity === undefined || change.entity === ask.entity);
  const lines = wanted.slice(0, ask.limit);
  const last = lines.at(-1);
  return wanted.length > lines.length && last !== undefined
    ? { lines, place: last.sort, more: true }
    : { lines, place: horizon, more: horizons.length > 0 };
};
