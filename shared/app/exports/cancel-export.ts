import type { exportRoutes } from '#shared/contracts/exports.ts';
import { cancelled, type Export, hasLeftovers } from '#shared/domain/exports/export.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref, update } from '../records.ts';
import { exportOr404 } from './access.ts';
import type { ExportQueue } from './ports.ts';

/** `DELETE /v1/exports/{id}`: its worker stops at the next checkpoint, its file is given to nobody any more and taken away. */
export const cancelExport = (
  queue: () => ExportQueue,
): Operation<(typeof exportRoutes)['data/cancel-export']> => ({
  wants: ({ params }) => [ref('export', params.id)],
  run({ params, ifMatch }, context) {
    const before = exportOr404(context, params.id);
    checkVersion(before, ifMatch);
    const after: Export | undefined = cancelled(before, context.now);
    const cleanUp = { after: () => queue().send(before) };
    if (after === undefined) return hasLeftovers(before, context.now) ? cleanUp : {};
    return {
      writes: [update('export', before, after)],
      audit: [{ action: 'export.cancelled', object: before.id, data: { status: before.status } }],
      ...cleanUp,
    };
  },
});
