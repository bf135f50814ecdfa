import { listSnapshots } from '#shared/app/snapshots/list-snapshots.ts';
import { snapshotRoutes } from '#shared/contracts/snapshots.ts';

export const route = snapshotRoutes['snapshots/list-snapshots'];
export const operation = listSnapshots;
