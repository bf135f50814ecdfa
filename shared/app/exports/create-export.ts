import type { exportRoutes } from '#shared/contracts/exports.ts';
import type { RequestOf } from '#shared/contracts/route.ts';
import { columnsOf, revealedBy } from '#shared/domain/exports/columns/index.ts';
import type { Export } from '#shared/domain/exports/export.ts';
import { AuditedRefusal } from '../audit/audited-refusal.ts';
import type { Context, Operation } from '../ports.ts';
import { create } from '../records.ts';
import { mayExport, revealIn, rightsOf } from './access.ts';
import { keptFilter } from './filter.ts';
import type { ExportQueue } from './ports.ts';
import { exportView } from './view.ts';

type Route = (typeof exportRoutes)['data/create-export'];
type Asked = RequestOf<Route>['body'];

/** What the trail says of an export: names of filters, and no value of any. */
export const toldOf = ({
  resource,
  format,
  fields,
  filter,
  revealed,
}: Pick<Export, 'resource' | 'format' | 'fields' | 'filter' | 'revealed'>) => ({
  resource,
  format,
  fields,
  filter: Object.keys(filter).sort(),
  revealed,
});

/** Who may not read a resource, or not search it, may not export it either; both are recorded (A5). */
const checkRights = (asked: Asked, context: Context): void => {
  const { caller, now } = context;
  const searches = asked.filter['q'] !== undefined && !caller.permissions.has('customers.search');
  if (mayExport(caller, asked.resource) && !searches) return;
  const data = { ...toldOf({ ...asked, fields: [...asked.fields], revealed: [] }), code: 'forbidden' };
  throw new AuditedRefusal('forbidden', {
    id: context.newId('aud'),
    at: now,
    actor: { type: caller.type, id: caller.id, role: caller.role },
    action: 'export.refused',
    object: 'exports',
    result: 'refused',
    data,
  });
};

/** `POST /v1/exports` (B1). The file holds what its maker may see, and is made by a worker. */
export const createExport = (queue: () => ExportQueue): Operation<Route> => ({
  run({ body }, context) {
    checkRights(body, context);
    const { caller, config, now } = context;
    const id = context.newId('exp');
    const made: Export = {
      id,
      version: 1,
      createdAt: now,
      updatedAt: now,
      createdBy: caller.id,
      rights: rightsOf(caller, body.resource, context),
      language: context.language,
      resource: body.resource,
      format: body.format,
      filter: keptFilter({ ...body, id }, context),
      fields: [...body.fields],
      revealed: [...revealedBy(columnsOf(body.resource, body.fields), revealIn(caller, config))],
      status: 'queued',
      tries: 0,
    };
    return {
      body: exportView(made, context),
      version: made.version,
      location: `/v1/exports/${id}`,
      writes: [create('export', made)],
      audit: [{ action: 'export.requested', object: id, data: toldOf(made) }],
      // Where this fails the export waits until it is asked for: see `getExport`.
      after: () => queue().send(made),
    };
  },
});
