import { exportQueue } from '#shared/adapters/exports/queue.ts';
import { cancelExport } from '#shared/app/exports/cancel-export.ts';
import { exportRoutes } from '#shared/contracts/exports.ts';
import { once } from '#shared/runtime/once.ts';

export const route = exportRoutes['data/cancel-export'];
export const operation = cancelExport(once(exportQueue));
