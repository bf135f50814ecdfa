import { getSnapshot } from '#shared/app/snapshots/get-snapshot.ts';
import { snapshotRoutes } from '#shared/contracts/snapshots.ts';

export const route = snapshotRoutes['snapshots/get-snapshot'];
export const operation = getSnapshot;
