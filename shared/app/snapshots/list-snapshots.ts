import type { snapshotRoutes } from '#shared/contracts/snapshots.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { snapshotView } from './views.ts';

const LIST = 'snapshots';

/** `GET /v1/snapshots`, newest first. */
export const listSnapshots: Operation<(typeof snapshotRoutes)['snapshots/list-snapshots']> = {
  async run({ query }, context) {
    const slice = await context.lists.snapshots(pageAsk(LIST, query, context));
    return { body: pageOf(LIST, query, slice, snapshotView, context) };
  },
};
