import { hours } from '#shared/domain/kernel/time.ts';
import { openBetween } from './calendar.ts';
import { breach, type Case, type House, isActive, type Now, type Policy, tell } from './case.ts';
import {
  type Clock,
  isOpen,
  isOverdue,
  outside,
  type Plan,
  type Promised,
  reachedAt,
  runAgain,
  type Status,
  type Target,
  targets,
  turn,
} from './clocks.ts';
import { catchUp } from './ladder.ts';

const standsStill: readonly Status[] = ['resolved', 'closed'];
const clockOf = (one: Case, target: Target): Clock | undefined =>
  one.clocks.find((clock) => clock.target === target);

const noticeBreach = (one: Case, clock: Clock | undefined, now: number): void => {
  if (!clock || !isOverdue(clock, now)) return;
  clock.fired.push('breach');
  breach(one, clock, reachedAt(clock, 'breach') ?? Number.NaN);
};

export const end = (
  one: Case,
  target: Target,
  phase: 'met' | 'cancelled',
  now: number,
  cause?: string,
): void => {
  const clock = clockOf(one, target);
  if (!clock || !isOpen(clock)) return;
  noticeBreach(one, clock, now);
  turn(clock, phase, now);
  if (cause !== undefined) clock.cause = cause;
};

const waitsIn = (one: Case, target: Target, status: Status): boolean =>
  one.plan?.promises[target]?.pausedIn.includes(status) ?? false;

const adjust = (one: Case, clock: Clock, now: number): void => {
  const waits = waitsIn(one, clock.target, one.status);
  if (clock.phase === 'running' && waits) {
    noticeBreach(one, clock, now);
    turn(clock, 'paused', now);
  } else if (clock.phase === 'paused' && !waits) {
    delete clock.passed.level2;
    turn(clock, 'running', now);
  }
};

/** From when a target counts, or `undefined` while there is nothing to wait for. */
const naturalStart = (one: Case, target: Target): number | undefined => {
  const isAnswered = one.repliedAt !== undefined || one.reopens > 0;
  if (target === 'firstResponse') return isAnswered ? undefined : one.askedAt;
  if (target === 'nextResponse') return isAnswered ? one.unansweredSince : undefined;
  return target === 'initialHandling' && one.handledAt !== undefined ? undefined : one.createdAt;
};

/** Starts what the plan promises and isn't there, from its natural start, with the time it would have run since. */
export const startMissing = (one: Case, { now, house }: Now, reopening = false): void => {
  for (const target of isActive(one.status) ? targets : []) {
    const promise = one.plan?.promises[target];
    const was = clockOf(one, target);
    const byPolicy = was?.phase === 'cancelled' && was.cause === 'policy_changed';
    const isMissing = was === undefined || byPolicy || (target === 'nextResponse' && !isOpen(was));
    const startedAt = isMissing ? naturalStart(one, target) : undefined;
    if (!one.plan || !promise || startedAt === undefined) continue;
    const same = was?.phase === 'cancelled' && was.startedAt === startedAt ? was : undefined;
    const measure = measureOf(one.plan, house);
    const ran = outside(one.statuses, [...promise.pausedIn, ...standsStill], startedAt, now);
    const clock: Clock = {
      target,
      phase: waitsIn(one, target, one.status) ? 'paused' : 'running',
      startedAt,
      since: now,
      spent: ran.reduce((sum, [a, b]) => sum + openBetween(measure.hours, a, b), 0),
      ms: promise.ms,
      grace: 0,
      ...measure,
      breached: same?.breached ?? false,
      reopened: same?.reopened ?? false,
      fired: same?.fired ?? [],
      passed: same?.breached ? { breach: same.passed.breach ?? Number.NaN } : {},
    };
    if (reopening && !clock.breached)
      clock.grace = Math.max(0, Math.ceil(clock.ms * 0.25) - (clock.ms - clock.spent));
    one.clocks = [...one.clocks.filter((other) => other !== was), clock];
    noticeBreach(one, clock, now);
  }
};

const measureOf = ({ calendarId, calendarVersion }: Plan, { calendars }: House) => ({
  hours: calendars.get(calendarId)?.[calendarVersion - 1] ?? 'always',
  calendar: `${calendarId} ${calendarVersion}`,
});

const fits = ({ kinds, severities, priorities }: Policy, one: Case): boolean =>
  (kinds?.includes(one.kind) ?? true) &&
  (severities?.includes(one.severity) ?? true) &&
  (priorities?.includes(one.priority) ?? true);

const planFor = (one: Case, { policies, calendars }: House): Plan | undefined => {
  const policy = policies.toSorted((a, b) => a.position - b.position).find((each) => fits(each, one));
  if (!policy) return undefined;
  const { id: policyId, version, calendarId, promises } = policy;
  return { policyId, version, calendarId, calendarVersion: calendars.get(calendarId)?.length ?? 0, promises };
};

const isSame = (a: Plan | undefined, b: Plan | undefined): boolean =>
  a?.policyId === b?.policyId &&
  a?.version === b?.version &&
  a?.calendarId === b?.calendarId &&
  a?.calendarVersion === b?.calendarVersion;

/** An edited policy reaches a case at its next event: what was used up stays, what is ahead changes, what has passed is told at once. */
const followPolicy = (one: Case, about: Now): void => {
  const plan = planFor(one, about.house);
  if (!plan || isSame(plan, one.plan)) return;
  for (const target of targets) noticeBreach(one, clockOf(one, target), about.now);
  one.plan = plan;
  for (const target of targets) {
    const clock = clockOf(one, target);
    const promise = plan.promises[target];
    if (!clock || !isOpen(clock)) continue;
    if (!promise) end(one, target, 'cancelled', about.now, 'policy_changed');
    else if (clock.breached) adjust(one, clock, about.now);
    else remeasure(one, clock, promise, about);
  }
  startMissing(one, about);
};

const remeasure = (one: Case, clock: Clock, { ms }: Promised, { now, house }: Now): void => {
  const measure = one.plan && measureOf(one.plan, house);
  const phase = waitsIn(one, clock.target, one.status) ? 'paused' : 'running';
  if (!measure || (clock.ms === ms && clock.calendar === measure.calendar && clock.phase === phase)) return;
  turn(clock, phase, now);
  Object.assign(clock, { ms, ...measure, passed: {} });
  noticeBreach(one, clock, now);
};

/** The beginning and the end of every change of a case: first whatever fell due before, last the policy that fits now. */
export const begin = (one: Case, about: Now): boolean => {
  one.version += 1;
  return catchUp(one, about);
};
export const settle = (one: Case, about: Now): void => {
  if (isActive(one.status)) followPolicy(one, about);
};

/** Another status with all that follows from it (`api.md`, Transitions; semantics, Pause and resume, Reopen). */
export const toStatus = (one: Case, to: Status, about: Now): void => {
  const { now } = about;
  const from = one.status;
  const reopens = from === 'resolved' && to === 'open';
  one.status = to;
  tell(one, 'statusChanged', now, to);
  if (reopens) {
    one.reopens += 1;
    tell(one, 'reopened', now);
  }
  one.closeAt = to === 'resolved' ? now + hours(24 * 7) : undefined;
  if (to === 'resolved') one.resolvedAt = now;
  else if (to === 'closed') one.closedAt = now;
  else one.resolvedAt = undefined;
  if (to === 'closed') return;
  if (to === 'resolved') {
    end(one, 'nextResponse', 'cancelled', now, 'resolved');
    end(one, 'firstResponse', 'met', now);
    one.handledAt ??= now;
    end(one, 'initialHandling', 'met', now);
    end(one, 'resolution', 'met', now);
    one.unansweredSince = undefined;
  }
  one.statuses.push({ status: to, from: now });
  if (reopens) {
    one.holdUntil = 0;
    const clock = clockOf(one, 'resolution');
    if (clock && !isOpen(clock) && clock.cause !== 'policy_changed')
      runAgain(clock, waitsIn(one, 'resolution', to), now);
    startMissing(one, about, true);
  } else for (const clock of one.clocks.filter(isOpen)) adjust(one, clock, now);
};
