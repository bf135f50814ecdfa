import type { Change } from '#shared/domain/changes/change.ts';
import { FEED_LAG_MS, type Logged, placeOf } from '#shared/domain/changes/feed.ts';
import type { Instant } from '#shared/domain/kernel/time.ts';

export type ChangeLog = {
  /** Written whatever is there; ends when all of it can be read. */
  put(lines: readonly Logged[]): Promise<void>;
};

/** So many are written at once: few enough that their instant stays close to the write. */
const AT_ONCE = 25;
const MOST_TRIES = 5;
/** Readers count on it that a line can be read when it is as old as the feed's lag; half of that is for clocks that differ. */
const MOST_WRITE_MS = FEED_LAG_MS / 2;

/**
 * Notes changes in their order, each under the instant right before it is written. What took too long is written again under a new instant:
 * a line can come twice, never too late for a reader. Throws when the log stays slow, so that its source delivers again.
 */
export const logChanges = async (
  changes: readonly Change[],
  log: ChangeLog,
  clock: () => Instant,
): Promise<void> => {
  let latest = 0;
  for (let from = 0; from < changes.length; from += AT_ONCE) {
    const some = changes.slice(from, from + AT_ONCE);
    for (let tries = 1; ; tries++) {
      // A clock that is set back must not turn the order of two versions.
      const at = Math.max(latest, clock());
      latest = at;
      await log.put(some.map((change) => ({ sort: placeOf(at, change), at, change })));
      if (clock() - at <= MOST_WRITE_MS) break;
      if (tries >= MOST_TRIES) throw new Error('the change log takes too long to write');
    }
  }
};
