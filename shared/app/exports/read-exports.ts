import type { exportRoutes } from '#shared/contracts/exports.ts';
import { type Export, hasLeftovers, isUnfinished } from '#shared/domain/exports/export.ts';
import { minutes } from '#shared/domain/kernel/time.ts';
import type { Links } from '../objects.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { ref } from '../records.ts';
import { exportOr404, listedFor, mayFetch } from './access.ts';
import { toldOf } from './create-export.ts';
import type { ExportList, ExportQueue } from './ports.ts';
import { exportView, linkTo } from './view.ts';

type Routes = typeof exportRoutes;

/**
 * An export about which nothing was heard for so long, and for which there is something to do (rows to write, or a file to take away), has lost its
 * message: who looks after it sends another one.
 */
const SILENT_MS = minutes(2);
const isSilent = (made: Export, now: number): boolean =>
  (isUnfinished(made) || hasLeftovers(made, now)) &&
  now - made.updatedAt > SILENT_MS &&
  (made.lease?.until ?? 0) < now;

/** `GET /v1/exports/{id}`: with a fresh link each time, which is recorded. */
export const getExport = (
  links: () => Links,
  queue: () => ExportQueue,
): Operation<Routes['data/get-export']> => ({
  wants: ({ params }) => [ref('export', params.id)],
  run({ params }, context) {
    const made = exportOr404(context, params.id);
    const link = mayFetch(made, context) ? linkTo(made, context.now, links()) : {};
    return {
      body: { ...exportView(made, context), ...link },
      version: made.version,
      ...(link.downloadUrl === undefined
        ? {}
        : {
            audit: [{ action: 'export.linked', object: made.id, data: { ...toldOf(made), rows: made.rows } }],
          }),
      ...(isSilent(made, context.now) ? { after: () => queue().send(made) } : {}),
    };
  },
});

/** `GET /v1/exports`: without links. */
export const listExports = (list: () => ExportList): Operation<Routes['data/list-exports']> => ({
  async run({ query }, context) {
    const slice = await list()(listedFor(context.caller), pageAsk('exports', query, context));
    return { body: pageOf('exports', query, slice, (made) => exportView(made, context), context) };
  },
});
