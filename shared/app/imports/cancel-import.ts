import type { importRoutes } from '#shared/contracts/imports.ts';
import { failedFor, isOver } from '#shared/domain/imports/import.ts';
import { Refusal } from '#shared/domain/kernel/refusal.ts';
import { checkVersion } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref, update } from '../records.ts';

/**
 * `DELETE /v1/imports/{id}`: calls it off. A worker that is at it finds another version with its next step, stops and takes the files away;
 * what is written already stays. One that is over stays as it is.
 */
export const cancelImport: Operation<(typeof importRoutes)['data/cancel-import']> = {
  wants: ({ params }) => [ref('import', params.id)],
  run({ params, ifMatch }, { found, now }) {
    const one = found.one(ref('import', params.id));
    if (!one) throw new Refusal('not_found');
    checkVersion(one, ifMatch);
    if (isOver(one)) throw new Refusal('conflict', { status: one.status });
    return { writes: [update('import', one, failedFor(one, { code: 'cancelled' }, now))] };
  },
};
