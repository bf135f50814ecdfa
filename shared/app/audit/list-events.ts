import type { auditRoutes } from '#shared/contracts/audit.ts';
import type { AuditEvent } from '#shared/domain/audit/audit-event.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Operation } from '../ports.ts';
import { spanOf } from './span.ts';
import type { AuditList } from './trail.ts';

const LIST = 'audit-events';

const viewOf = ({ mac: _, at, ...event }: AuditEvent) => ({ ...event, at: iso(at) });

/** `GET /v1/audit-events` (A4). Who reads the trail leaves a trace in it. */
export const listAuditEvents = (
  list: () => AuditList,
): Operation<(typeof auditRoutes)['audit/list-events']> => ({
  async run({ query }, context) {
    const { object, actor, action } = query;
    const asked = {
      ...(object === undefined ? {} : { object }),
      ...(actor === undefined ? {} : { actor }),
      ...(action === undefined ? {} : { action }),
    };
    const { from, to } = spanOf(query, context.now);
    const slice = await list()({ ...asked, from, to }, pageAsk(LIST, query, context));
    return {
      body: pageOf(LIST, query, slice, viewOf, context),
      audit: [
        {
          action: 'audit.read',
          object: LIST,
          data: { ...asked, from: iso(from), to: iso(to), records: slice.items.length },
        },
      ],
    };
  },
});
