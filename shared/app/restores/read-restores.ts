import type { restoreRoutes } from '#shared/contracts/restores.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { restoreView } from './views.ts';

const LIST = 'restores';

/** `GET /v1/restores`, newest first. */
export const listRestores: Operation<(typeof restoreRoutes)['snapshots/list-restores']> = {
  async run({ query }, context) {
    const slice = await context.lists.restores(pageAsk(LIST, query, context));
    return { body: pageOf(LIST, query, slice, restoreView, context) };
  },
};

/** `GET /v1/restores/{id}`. */
export const getRestore: Operation<(typeof restoreRoutes)['snapshots/get-restore']> = {
  wants: ({ params }) => [ref('restore', params.id)],
  run({ params }, { found }) {
    const restore = found.one(ref('restore', params.id));
    if (!restore) throw new Refusal('not_found');
    return { body: restoreView(restore), version: restore.version };
  },
};
