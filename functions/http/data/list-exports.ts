import { exportList } from '#shared/adapters/dynamo/lists/exports.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { listExports } from '#shared/app/exports/read-exports.ts';
import { exportRoutes } from '#shared/contracts/exports.ts';
import { once } from '#shared/runtime/once.ts';

export const route = exportRoutes['data/list-exports'];
export const operation = listExports(once(() => exportList(tableFromEnv())));
