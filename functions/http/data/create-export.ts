import { exportQueue } from '#shared/adapters/exports/queue.ts';
import { createExport } from '#shared/app/exports/create-export.ts';
import { exportRoutes } from '#shared/contracts/exports.ts';
import { once } from '#shared/runtime/once.ts';

export const route = exportRoutes['data/create-export'];
export const operation = createExport(once(exportQueue));
