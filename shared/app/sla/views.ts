import type { ResponseOf } from '#shared/contracts/route.ts';
import type { slaRoutes } from '#shared/contracts/sla.ts';
import { type Instant, iso, isoOrNull } from '#shared/domain/kernel/time.ts';
import type { Interval } from '#shared/domain/sla/calendar.ts';
import { coverage } from '#shared/domain/sla/china-holidays.ts';
import { type CalendarVersion, type PolicyVersion, pausedInOf } from '#shared/domain/sla/policy.ts';
import { slaTargets } from '#shared/domain/sla/values.ts';

type Routes = typeof slaRoutes;

/** A policy as the API shows it: with the statuses in which each target pauses, also where nobody named them. */
export const policyView = (policy: PolicyVersion): ResponseOf<Routes['sla/get-policy']> => ({
  id: policy.policyId,
  version: policy.version,
  name: policy.name,
  position: policy.position,
  conditions: policy.conditions,
  calendarId: policy.calendarId,
  targets: Object.fromEntries(
    slaTargets.flatMap((target) => {
      const given = policy.targets[target];
      return given ? [[target, { duration: given.duration, pausedIn: [...pausedInOf(target, given)] }]] : [];
    }),
  ),
  createdAt: isoOrNull(policy.createdAt),
  updatedAt: isoOrNull(policy.updatedAt),
});

/** A calendar as the API shows it; one with public holidays says for which years they are published. */
export const calendarView = (calendar: CalendarVersion): ResponseOf<Routes['sla/get-calendar']> => ({
  id: calendar.calendarId,
  version: calendar.version,
  name: calendar.name,
  ...calendar.definition,
  ...(calendar.definition.holidays ? { coverage: { ...coverage } } : {}),
  createdAt: isoOrNull(calendar.createdAt),
  updatedAt: isoOrNull(calendar.updatedAt),
});

/** How many intervals an answer tells one by one. */
const TOLD = 200;

export const simulationView = (
  dueAt: Instant,
  intervals: readonly Interval[],
): ResponseOf<Routes['sla/simulate-calendar']> => ({
  dueAt: iso(dueAt),
  intervals: intervals.slice(0, TOLD).map(({ from, to }) => ({ from: iso(from), to: iso(to) })),
  truncated: intervals.length > TOLD,
});
