import { afterOpen, type always, type Hours, openBetween } from './calendar.ts';

export type Status = 'new' | 'open' | 'pending' | 'onHold' | 'resolved' | 'closed';
export const targets = ['firstResponse', 'nextResponse', 'initialHandling', 'resolution'] as const;
export type Target = (typeof targets)[number];
export type Rung = 'warning' | 'breach' | 'level1' | 'level2';
export const rungs: readonly Rung[] = ['warning', 'breach', 'level1', 'level2'];

export type Promised = { readonly ms: number; readonly pausedIn: readonly Status[] };
/** What a case was promised: by which version of which policy, measured by which version of which calendar. */
export type Plan = {
  readonly policyId: string;
  readonly version: number;
  readonly calendarId: string;
  readonly calendarVersion: number;
  readonly promises: Readonly<Partial<Record<Target, Promised>>>;
};

/** One stopwatch. `spent` was used up before `since`; once it breached its due stays. */
export type Clock = {
  target: Target;
  phase: 'running' | 'paused' | 'met' | 'cancelled';
  startedAt: number;
  since: number;
  spent: number;
  ms: number;
  grace: number;
  hours: Hours | typeof always;
  calendar: string;
  breached: boolean;
  reopened: boolean;
  cause?: string;
  fired: Rung[];
  /**
   * Instants of what was passed before `since` and nobody has told: which instant it is said to be is the product's to choose, within the life
   * of the clock. They are taken over from it and hold from then on.
   */
  passed: Partial<Record<Rung, number>>;
};

export const isOpen = ({ phase }: Clock): boolean => phase === 'running' || phase === 'paused';

const allowance = ({ ms, grace }: Clock): number => ms + grace;
/** 75 % of the target for the warning, all of it for the breach and level 1, half as much again for level 2 (decision 3). */
export const limitOf = (clock: Clock, rung: Rung): number => {
  if (rung === 'warning') return allowance(clock) - Math.floor(clock.ms * 0.25);
  return rung === 'level2' ? allowance(clock) + Math.ceil(clock.ms * 0.5) : allowance(clock);
};

export const spentAt = (clock: Clock, now: number): number =>
  clock.phase === 'running' ? clock.spent + openBetween(clock.hours, clock.since, now) : clock.spent;

/** When a rung is reached; `undefined` while the clock stands still before it; `NaN` where it was passed at an instant not known yet. */
export const reachedAt = (clock: Clock, rung: Rung): number | undefined => {
  const limit = limitOf(clock, rung);
  const isPast = clock.spent > limit || (clock.breached && (rung === 'breach' || rung === 'level1'));
  if (isPast) return clock.passed[rung === 'level1' ? 'breach' : rung] ?? Number.NaN;
  return clock.phase === 'running' ? afterOpen(clock.hours, clock.since, limit - clock.spent) : undefined;
};

/** A clock that is to be told of: it passed its due before `now` and nobody has noticed. */
export const isOverdue = (clock: Clock, now: number): boolean => {
  if (!isOpen(clock) || clock.breached) return false;
  const due = reachedAt(clock, 'breach');
  return due !== undefined && (Number.isNaN(due) || due < now);
};

/** From one phase to the next, with what it has used up until then. */
export const turn = (clock: Clock, phase: Clock['phase'], now: number): void => {
  clock.spent = spentAt(clock, now);
  clock.since = Math.max(now, clock.since);
  clock.phase = phase;
};

/** After a resolve the clock goes on where it stopped, with at least a quarter of its target left (semantics, Reopen). */
export const runAgain = (clock: Clock, paused: boolean, now: number): void => {
  if (!clock.breached) {
    const left = allowance(clock) - clock.spent;
    clock.grace += Math.max(0, Math.ceil(clock.ms * 0.25) - left);
    if (clock.phase === 'met') clock.reopened = true;
  }
  clock.phase = paused ? 'paused' : 'running';
  clock.since = Math.max(now, clock.since);
  delete clock.cause;
  clock.fired = clock.breached ? clock.fired.filter((rung) => rung === 'warning' || rung === 'breach') : [];
  const due = clock.breached ? { breach: clock.passed.breach ?? Number.NaN } : {};
  clock.passed = { ...due, warning: now, level2: now };
};

/** The stretches between two instants in which a case was in none of these statuses. */
export const outside = (
  statuses: readonly { readonly status: Status; readonly from: number }[],
  paused: readonly Status[],
  from: number,
  to: number,
): readonly (readonly [number, number])[] =>
  statuses.flatMap(({ status, from: since }, n) => {
    const until = statuses[n + 1]?.from ?? to;
    if (paused.includes(status)) return [];
    const [a, b] = [Math.max(since, from), Math.min(until, to)];
    return a < b ? [[a, b] as const] : [];
  });
