import { randomBytes } from 'node:crypto';
import type { Store } from '#shared/app/ports.ts';
import type { Digest } from '#shared/domain/audit/mac.ts';
import { ulid } from '#shared/domain/kernel/ids.ts';
import { withTrail } from './http/trail.ts';
import { system } from './system-context.ts';

/** A store in which everything that the system itself writes leaves its trail, under the name of the part that acts. */
export const recordedStore = <S extends Pick<Store, 'commit'>>(
  store: S,
  name: string,
  digest: Digest,
): S => ({
  ...store,
  commit: (writes: Parameters<Store['commit']>[0]) => {
    const now = Date.now();
    const newId = (prefix: string): string => `${prefix}_${ulid(now, randomBytes(10))}`;
    return store.commit(withTrail({ writes }, {}, { now, caller: system(name), digest, newId }));
  },
});
