import type { Instant } from '../kernel/time.ts';
import type { EscalationLevel, Severity } from '../tickets/values.ts';
import { note, type SlaChange, unchanged } from './change.ts';
import { type Clock, isOpen } from './clock.ts';
import type { SlaContext } from './context.ts';
import { refreshCover } from './cover.ts';
import type { SlaState } from './state.ts';
import { about } from './steps.ts';
import { type ClockState, type Rung, type SlaTarget, slaTargets } from './values.ts';

/** One rung that is still ahead of a running clock: when it can be seen, and the instant it is told with. */
type Step = { readonly clock: Clock; readonly rung: Rung; readonly visibleAt: Instant; readonly at: Instant };

const raises = (rung: Rung): boolean => rung === 'level1' || rung === 'level2';
const levelOf = (rung: Rung): 1 | 2 => (rung === 'level2' ? 2 : 1);

/**
 * The rungs that a running clock hasn't fired in this cycle. A breach, and the level that comes with it, show one millisecond
 * after the due, for an act at the due itself still meets it. A hold moves the levels, never the warning or the breach.
 */
const stepsOf = (clock: Clock, holdUntil: Instant): Step[] => {
  if (clock.phase !== 'running') return [];
  const { warnAt, dueAt, level2At, breached, fired } = clock;
  const step = (rung: Rung, instant: Instant | undefined): Step[] => {
    if (instant === undefined || fired.includes(rung)) return [];
    const at = raises(rung) ? Math.max(instant, holdUntil) : instant;
    const passed = rung === 'breach' || rung === 'level1' ? instant + 1 : instant;
    return [{ clock, rung, at, visibleAt: Math.max(at, passed) }];
  };
  const owed = breached ? [] : [...step('warning', warnAt), ...step('breach', dueAt)];
  return [...owed, ...step('level1', dueAt), ...step('level2', level2At)];
};

const rungOrder: readonly Rung[] = ['warning', 'breach', 'level1', 'level2'];
const inOrder = (a: Step, b: Step): number =>
  a.visibleAt - b.visibleAt ||
  a.at - b.at ||
  rungOrder.indexOf(a.rung) - rungOrder.indexOf(b.rung) ||
  slaTargets.indexOf(a.clock.target) - slaTargets.indexOf(b.clock.target);

export type Standing = { readonly level: EscalationLevel; readonly severity?: Severity };

/**
 * Fires every rung that is due at `now` and hasn't fired, in the order of their instants (D5, D6). A level is in `fired` only
 * where the ticket rises to it; a rung at or below the present level is done without. While somebody's acknowledgement holds,
 * higher levels wait. Write the change when `ledger` isn't empty: also a calendar that was asked again is in it.
 */
export const fireDue = (sla: SlaState, now: Instant, standing: Standing, ctx: SlaContext): SlaChange => {
  const covered = refreshCover(unchanged(sla), now, ctx);
  let level: EscalationLevel = standing.level;
  let change = covered;
  for (const step of dueSteps(covered.sla, now, level)) {
    const rises = raises(step.rung) && levelOf(step.rung) > level;
    change = fire(change, step, now, rises);
    if (rises) level = levelOf(step.rung);
  }
  return change;
};

/** A rung that wouldn't raise the level has nothing to be held for. */
const dueSteps = (sla: SlaState, now: Instant, level: EscalationLevel): Step[] => {
  const hold = sla.holdUntil ?? 0;
  return sla.clocks
    .flatMap((clock) => [
      ...stepsOf(clock, hold).filter(({ rung }) => !raises(rung) || levelOf(rung) > level),
      ...stepsOf(clock, 0).filter(({ rung }) => raises(rung) && levelOf(rung) <= level),
    ])
    .filter(({ visibleAt }) => visibleAt <= now)
    .sort(inOrder);
};

const fire = (change: SlaChange, { clock, rung, at }: Step, now: Instant, rises: boolean): SlaChange => {
  const level = rises ? { level: levelOf(rung) } : {};
  const late = now > at ? { detectedAt: now } : {};
  const fired = { ...about(clock), rung, at, ...level };
  if (rung === 'warning') return note(change, { kind: 'warn', at, ...late, ...about(clock) }, fired);
  if (rung === 'breach') return note(change, { kind: 'breach', at, ...late, ...about(clock) }, fired);
  return note(change, { kind: 'escalate', at, ...late, ...about(clock), rung, ...level }, fired);
};

/** When `fireDue` has something to do next, which may be in the past; `undefined` while no clock runs. */
export const nextTimerAt = (sla: SlaState): Instant | undefined => {
  const steps = sla.clocks
    .flatMap((clock) => stepsOf(clock, sla.holdUntil ?? 0))
    .map(({ visibleAt }) => visibleAt);
  const rechecks = sla.clocks.flatMap(({ recheckAt }) => (recheckAt === undefined ? [] : [recheckAt]));
  const all = [...steps, ...rechecks];
  return all.length > 0 ? Math.min(...all) : undefined;
};

export type NextDue = { readonly target: SlaTarget; readonly state: ClockState; readonly dueAt: Instant };

/** What lists sort by: the earliest due of the clocks that run, or have breached and wait for their act still. */
export const nextDue = (sla: SlaState): NextDue | undefined =>
  sla.clocks
    .flatMap((clock): NextDue[] => {
      const { target, dueAt, breached } = clock;
      return isOpen(clock) && dueAt !== undefined
        ? [{ target, state: breached ? 'breached' : 'running', dueAt }]
        : [];
    })
    .sort((a, b) => a.dueAt - b.dueAt)[0];
