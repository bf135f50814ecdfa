import { createHash } from 'node:crypto';
import { AwsError } from '../net/aws-json.ts';
import type { Store } from '../state/store.ts';

const FREE_TRIES = 5;
const FIRST_LOCK_MS = 1000;
const LONGEST_LOCK_MS = 15 * 60_000;

type Failures = { readonly count: number; readonly lastMs: number };

export type Lockout = {
  /**
   * Takes one try of this name before it is judged, so that tries that come at once count one by one. Refuses with `NotAuthorizedException`
   * while the name is locked, or with what `refusal` makes; such a call counts for nothing.
   */
  readonly take: (name: string, refusal?: () => Error) => void;
  /** The try was good: all are forgotten. */
  readonly succeed: (name: string) => void;
};

/**
 * Cognito's lock-out: after five failures a second, doubled by each further one up to a quarter of an hour; a quarter of an hour without a
 * failure forgets them. Names of nobody are counted too, so that they answer alike.
 */
export const lockoutOf = (store: Store, poolId: string, now: () => number): Lockout => {
  const keyOf = (name: string): string =>
    `pool/${poolId}/failures/${createHash('sha256').update(name.toLowerCase()).digest('base64url')}`;
  return {
    take: (name, refusal = attemptsExceeded) => {
      const key = keyOf(name);
      const known = store.get<Failures>(key);
      const failures =
        known && now() - known.lastMs < LONGEST_LOCK_MS
          ? known
          : { count: 0, lastMs: Number.NEGATIVE_INFINITY };
      if (now() - failures.lastMs < lockMs(failures.count)) throw refusal();
      store.set(key, { count: failures.count + 1, lastMs: now() } satisfies Failures);
    },
    succeed: (name) => store.remove(keyOf(name)),
  };
};

const attemptsExceeded = (): Error => new AwsError('NotAuthorizedException', 'Password attempts exceeded');

const lockMs = (failures: number): number =>
  failures < FREE_TRIES ? 0 : Math.min(FIRST_LOCK_MS * 2 ** (failures - FREE_TRIES), LONGEST_LOCK_MS);
