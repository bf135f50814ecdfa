import type { snapshotRoutes } from '#shared/contracts/snapshots.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { isUnderWay, toVerify } from '#shared/domain/snapshots/snapshot.ts';
import type { Operation, Outgoing } from '../ports.ts';
import { ref, update } from '../records.ts';
import { advanceMessage } from './message.ts';
import { snapshotView } from './views.ts';

/** `POST /v1/snapshots/{id}/verify`: the worker reads all of it again. One that is still at work is not disturbed. */
export const requestVerification = (
  queue: () => Outgoing,
): Operation<(typeof snapshotRoutes)['snapshots/verify-snapshot']> => ({
  wants: ({ params }) => [ref('snapshot', params.id)],
  run({ params }, { found }) {
    const before = found.one(ref('snapshot', params.id));
    if (!before) throw new Refusal('not_found');
    if (isUnderWay(before)) throw new Refusal('conflict');
    const snapshot = toVerify(before);
    return {
      body: snapshotView(snapshot),
      version: snapshot.version,
      location: `/v1/snapshots/${params.id}`,
      writes: [update('snapshot', before, snapshot)],
      after: () => queue().send([advanceMessage(params.id)]),
    };
  },
});
