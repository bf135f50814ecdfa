import type { snapshotRoutes } from '#shared/contracts/snapshots.ts';
import { newSnapshot } from '#shared/domain/snapshots/snapshot.ts';
import type { Operation, Outgoing } from '../ports.ts';
import { create } from '../records.ts';
import { advanceMessage } from './message.ts';
import { snapshotView } from './views.ts';

/** `POST /v1/snapshots`: the worker takes it. */
export const createSnapshot = (
  queue: () => Outgoing,
): Operation<(typeof snapshotRoutes)['snapshots/create-snapshot']> => ({
  run({ body }, context) {
    const id = context.newId('snap');
    const snapshot = newSnapshot({ id, kind: body.kind, madeBy: context.caller.id }, context.now);
    return {
      body: snapshotView(snapshot),
      version: snapshot.version,
      location: `/v1/snapshots/${id}`,
      writes: [create('snapshot', snapshot)],
      after: () => queue().send([advanceMessage(id)]),
    };
  },
});
