import type { restoreRoutes } from '#shared/contracts/restores.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { isSilent } from '#shared/domain/restores/restore.ts';
import { UPGRADE_ID } from '#shared/domain/restores/upgrade.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation, Outgoing } from '../ports.ts';
import { ref } from '../records.ts';
import { restoreMessage } from './message.ts';
import { restoreView, upgradeView } from './views.ts';

const LIST = 'restores';
const UPGRADE = ref('upgrade', UPGRADE_ID);

/** `GET /v1/restores`, newest first, and how far older items have been brought up to date. */
export const listRestores: Operation<(typeof restoreRoutes)['snapshots/list-restores']> = {
  wants: () => [UPGRADE],
  async run({ query }, context) {
    const slice = await context.lists.restores(pageAsk(LIST, query, context));
    const upgrade = context.found.one(UPGRADE);
    return {
      body: {
        ...pageOf(LIST, query, slice, restoreView, context),
        ...(upgrade === undefined ? {} : { upgrade: upgradeView(upgrade) }),
      },
    };
  },
};

/** `GET /v1/restores/{id}`. One that has lost its message goes on: who waits for it asks for it. */
export const getRestore = (
  queue: () => Outgoing,
): Operation<(typeof restoreRoutes)['snapshots/get-restore']> => ({
  wants: ({ params }) => [ref('restore', params.id)],
  run({ params }, { found, now }) {
    const restore = found.one(ref('restore', params.id));
    if (!restore) throw new Refusal('not_found');
    return {
      body: restoreView(restore),
      version: restore.version,
      ...(isSilent(restore, now) ? { after: () => queue().send([restoreMessage(restore.id)]) } : {}),
    };
  },
});
