import { auditList } from '#shared/adapters/dynamo/lists/audit.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { dataCopy } from '#shared/app/customers/data-copy.ts';
import { dataCopyRoutes } from '#shared/contracts/data-copy.ts';
import { once } from '#shared/runtime/once.ts';

export const route = dataCopyRoutes['customers/data-copy'];
export const operation = dataCopy(once(() => auditList(tableFromEnv())));
