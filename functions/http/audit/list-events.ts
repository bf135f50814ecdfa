import { auditList } from '#shared/adapters/dynamo/lists/audit.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { listAuditEvents } from '#shared/app/audit/list-events.ts';
import { auditRoutes } from '#shared/contracts/audit.ts';
import { once } from '#shared/runtime/once.ts';

export const route = auditRoutes['audit/list-events'];
export const operation = listAuditEvents(once(() => auditList(tableFromEnv())));
