import { listRestores } from '#shared/app/restores/read-restores.ts';
import { restoreRoutes } from '#shared/contracts/restores.ts';

export const route = restoreRoutes['snapshots/list-restores'];
export const operation = listRestores;
