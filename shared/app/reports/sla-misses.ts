import type { reportRoutes } from '#shared/contracts/reports.ts';
import { iso } from '#shared/domain/kernel/time.ts';
import type { TicketEvent } from '#shared/domain/tickets/event.ts';
import { pageAsk, pageOf } from '../paging.ts';
import type { Caller, Operation } from '../ports.ts';
import { spanOf } from './span.ts';

/** The teams a list of misses is about; `undefined` for all. Somebody else's team gives nothing. */
const teamsFor = (caller: Caller, teamId: string | undefined): readonly string[] | undefined => {
  if (caller.scope === 'all') return teamId === undefined ? undefined : [teamId];
  return teamId === undefined ? caller.teamIds : caller.teamIds.filter((each) => each === teamId);
};

const missViews = ({ ticketId, seq, at, data, outcomes = [] }: TicketEvent) =>
  outcomes.flatMap(({ target, outcome, reason, kind, policyId, teamId, agentId }) =>
    outcome === 'met' || reason === undefined
      ? []
      : [
          {
            ticketId,
            seq,
            at: iso(at),
            detectedAt: typeof data['detectedAt'] === 'string' ? data['detectedAt'] : null,
            target,
            reason,
            kind,
            policyId: policyId ?? null,
            teamId,
            agentId: agentId ?? null,
          },
        ],
  );

/** Every missed deadline with its reason (D8). */
export const slaMisses: Operation<(typeof reportRoutes)['reports/sla-misses']> = {
  async run({ query }, context) {
    const { from, to } = spanOf(query, context.now);
    const teamIds = teamsFor(context.caller, query.teamId);
    const page = pageAsk('sla-misses', query, context);
    const slice =
      teamIds?.length === 0
        ? { items: [], next: undefined }
        : await context.lists.misses({ ...(teamIds ? { teamIds } : {}), from, to: to + 1 }, page);
    const shown = pageOf('sla-misses', query, slice, missViews, context);
    return { body: { ...shown, items: shown.items.flat() } };
  },
};
