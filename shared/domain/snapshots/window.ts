import { hours, type Instant, minutes, seconds } from '../kernel/time.ts';
import type { Link } from './chain.ts';
import type { SnapshotKind } from './manifest.ts';

/** The shortest and the longest window of an incremental export (AWS, ExportTableToPointInTime). */
export const LEAST_WINDOW_MS = minutes(15);
export const MOST_WINDOW_MS = hours(24);

/** The database looks at its own clock, a little later. */
const MARGIN_MS = seconds(10);

/** What a snapshot is going to be: a full one, or the changes since `base`. */
export type Plan =
  | { readonly kind: 'full' }
  | {
      readonly kind: 'incremental';
      /** From where on it says something new: where the one before it ended. */
      readonly from: Instant;
      /** From where on the database exports: earlier, where the window would be too short. What comes twice is the same. */
      readonly exportFrom: Instant;
      readonly base: string;
      readonly full: string;
    };

/** The newest whole chain, and since when the database knows its changes. */
export type Before = {
  readonly last: Link | undefined;
  readonly recoverableFrom: Instant;
};

/**
 * What to take when somebody asks for `kind`. Without a chain that can be continued it is a full one: after a gap longer than the database
 * exports at once, or when changes since then were not kept: another table is in its place, or recovery was off meanwhile (`PITR_GAP`).
 */
export const planOf = (kind: SnapshotKind, before: Before, now: Instant): Plan => {
  const { last, recoverableFrom } = before;
  if (kind === 'full' || last === undefined) return { kind: 'full' };
  const from = last.to;
  const exportFrom = Math.min(from, now - LEAST_WINDOW_MS - MARGIN_MS);
  const fits = from < now && now - from <= MOST_WINDOW_MS - MARGIN_MS && exportFrom >= recoverableFrom;
  if (!fits) return { kind: 'full' };
  return {
    kind: 'incremental',
    from,
    exportFrom,
    base: last.id,
    full: last.kind === 'full' ? last.id : (last.full ?? ''),
  };
};
