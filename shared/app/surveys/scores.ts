import type { surveyRoutes } from '#shared/contracts/surveys.ts';
import { refuseField } from '#shared/domain/kernel/refusal.ts';
import { days, hours, type Instant, iso } from '#shared/domain/kernel/time.ts';
import { type GroupBy, groupScores } from '#shared/domain/surveys/group.ts';
import type { Caller, Operation } from '../ports.ts';

const DEFAULT_SPAN_MS = days(30);
const LONGEST_SPAN_MS = days(370);

const hourAt = (at: Instant): Instant => Math.floor(at / hours(1)) * hours(1);

/** Scores by group from the hourly counters; a supervisor's are about the teams they see. */
export const surveyScores: Operation<(typeof surveyRoutes)['surveys/scores']> = {
  async run({ query }, { now, caller, lists }) {
    const to = query.to ?? now;
    const from = query.from ?? to - DEFAULT_SPAN_MS;
    if (from >= to) throw refuseField('from', 'must lie before to');
    if (to - from > LONGEST_SPAN_MS)
      throw refuseField('from', 'must lie at most 370 days before to', 'filter_too_broad');
    const first = hourAt(from);
    const end = hourAt(to + hours(1) - 1);
    const counters = await lists.surveyCounters(counterOf(query.groupBy), iso(first), iso(end));
    return {
      body: { from: iso(first), to: iso(end), groups: groupScores(counters, query.groupBy, teamsOf(caller)) },
    };
  },
};

/** Days and months are sums of the teams', so that everybody's are about the teams they may see. */
const counterOf = (groupBy: GroupBy): 'team' | 'agent' | 'kind' =>
  groupBy === 'agent' || groupBy === 'kind' ? groupBy : 'team';

const teamsOf = (caller: Caller): ReadonlySet<string> | undefined =>
  caller.scope === 'all' ? undefined : new Set(caller.teamIds);
