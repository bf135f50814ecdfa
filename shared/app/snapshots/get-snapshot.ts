import type { snapshotRoutes } from '#shared/contracts/snapshots.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { snapshotView } from './views.ts';

/** `GET /v1/snapshots/{id}`. */
export const getSnapshot: Operation<(typeof snapshotRoutes)['snapshots/get-snapshot']> = {
  wants: ({ params }) => [ref('snapshot', params.id)],
  run({ params }, { found }) {
    const snapshot = found.one(ref('snapshot', params.id));
    if (!snapshot) throw new Refusal('not_found');
    return { body: snapshotView(snapshot), version: snapshot.version };
  },
};
