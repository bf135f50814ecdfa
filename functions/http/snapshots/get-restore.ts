import { getRestore } from '#shared/app/restores/read-restores.ts';
import { restoreRoutes } from '#shared/contracts/restores.ts';

export const route = restoreRoutes['snapshots/get-restore'];
export const operation = getRestore;
