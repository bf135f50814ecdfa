import type { reportRoutes } from '#shared/contracts/reports.ts';
import { hours, type Instant, iso } from '#shared/domain/kernel/time.ts';
import { type AttainmentGroupBy, attainmentGroups } from '#shared/domain/sla/attainment-report.ts';
import type { Operation } from '../ports.ts';
import { spanOf } from './span.ts';

const hourAt = (at: Instant): Instant => Math.floor(at / hours(1)) * hours(1);

/** Days and months are sums of the teams', so that everybody's are about the teams they may see. */
const counterOf = (groupBy: AttainmentGroupBy): string =>
  groupBy === 'day' || groupBy === 'month' ? 'sla.team' : `sla.${groupBy}`;

/** Deadlines met and missed, from counters kept as they are decided; a supervisor's are about the teams they see (D8). */
export const slaAttainment: Operation<(typeof reportRoutes)['reports/sla-attainment']> = {
  async run({ query }, { now, caller, lists }) {
    const { from, to } = spanOf(query, now);
    const [first, end] = [hourAt(from), hourAt(to + hours(1) - 1)];
    const rows = await lists.surveyCounters(counterOf(query.groupBy), iso(first), iso(end));
    const teams = caller.scope === 'all' ? undefined : new Set(caller.teamIds);
    return { body: { from: iso(first), to: iso(end), groups: attainmentGroups(rows, query.groupBy, teams) } };
  },
};
