import { changeReader } from '#shared/adapters/dynamo/change-log.ts';
import { tableFromEnv } from '#shared/adapters/dynamo/table.ts';
import { listChanges } from '#shared/app/changes/list-changes.ts';
import { changeRoutes } from '#shared/contracts/changes.ts';
import { once } from '#shared/runtime/once.ts';

export const route = changeRoutes['webhooks/list-changes'];
export const operation = listChanges(once(() => changeReader(tableFromEnv())));
