import { hours } from '#shared/domain/kernel/time.ts';
import { type Case, isActive, type Level, type Now, tell } from './case.ts';
import type { Status } from './clocks.ts';
import { catchUp, moveTo, teamAt } from './ladder.ts';
import { begin, end, settle, startMissing, toStatus } from './rules.ts';

/** A refusal by its code. */
export class No extends Error {}

/** Who acts: a member of staff with the teams they are in, or a customer. */
export type Actor = {
  readonly id: string;
  readonly customer?: true;
  readonly teamIds: readonly string[];
  readonly manages: boolean;
};
export type About = Now & { readonly actor: Actor };

/** Which statuses may be asked for (`api.md`, Transitions). */
export const transitions: Readonly<Record<Status, readonly Status[]>> = {
  new: ['open', 'pending', 'onHold', 'resolved'],
  open: ['pending', 'onHold', 'resolved'],
  pending: ['open', 'onHold', 'resolved'],
  onHold: ['open', 'pending', 'resolved'],
  resolved: ['open', 'closed'],
  closed: [],
};
const week = hours(24 * 7);

const impliedPriority = ({ kind, severity }: Pick<Case, 'kind' | 'severity'>): string => {
  if (kind !== 'complaint' || severity === 'ordinary') return 'normal';
  return severity === 'severe' ? 'high' : 'urgent';
};

export type Opening = Pick<Case, 'id' | 'customerId' | 'channel' | 'openedBy' | 'kind' | 'severity'>;
/** A new case: a severe complaint begins with the department, an urgent one with management. */
export const open = (opening: Opening, about: Now): Case => {
  const { now, house } = about;
  const starts = { ordinary: 0, severe: 1, urgent: 2 }[opening.severity] ?? 0;
  const level = (opening.kind === 'complaint' ? starts : 0) as Level;
  const homeTeamId = house.teams.service;
  const teamId = teamAt({ homeTeamId }, level, house);
  const one: Case = {
    ...opening,
    ...{ priority: impliedPriority(opening), priorityGiven: false },
    status: 'new',
    statuses: [{ status: 'new', from: now }],
    ...{ teamId, teamIds: [...new Set([homeTeamId, teamId])], homeTeamId, level },
    steps: level === 0 ? [] : [{ level, acknowledged: false }],
    ...{ repliedBy: [], createdAt: now, reopens: 0, version: 1, facts: [], clocks: [], holdUntil: 0 },
    ...(opening.openedBy === 'customer' ? { askedAt: now, unansweredSince: now } : {}),
  };
  tell(one, 'created', now);
  settle(one, about);
  return one;
};

export const transition = (one: Case, to: Status, handled: boolean, about: About): void => {
  const isLate = one.status === 'resolved' && to === 'open' && about.now > (one.resolvedAt ?? 0) + week;
  if (!transitions[one.status].includes(to) || isLate) throw new No('transition_not_allowed');
  if (one.assigneeId === about.actor.id) one.ownerId = about.actor.id;
  begin(one, about);
  toStatus(one, to, about);
  if (handled) handle(one, about.now);
  settle(one, about);
};

const handle = (one: Case, now: number): void => {
  one.handledAt ??= now;
  end(one, 'initialHandling', 'met', now);
};

/** Staff answers the customer: the first and the next response are met; a new case is open (`api.md`, Who speaks). */
export const reply = (one: Case, handled: boolean, about: About): void => {
  const { now, actor } = about;
  if (one.status === 'closed') throw new No('ticket_closed');
  begin(one, about);
  tell(one, 'messageAdded', now);
  one.firstResponseAt ??= now;
  one.repliedBy = [...one.repliedBy.filter((id) => id !== actor.id), actor.id];
  if (one.assigneeId === actor.id) one.ownerId = actor.id;
  if (one.askedAt !== undefined) {
    one.repliedAt ??= now;
    one.unansweredSince = undefined;
    end(one, 'firstResponse', 'met', now);
    end(one, 'nextResponse', 'met', now);
  }
  if (one.status === 'new') toStatus(one, 'open', about);
  if (handled) handle(one, now);
  settle(one, about);
};

/** An internal note stops nothing, unless it says that the case is handled. */
export const note = (one: Case, handled: boolean, about: About): void => {
  begin(one, about);
  tell(one, 'messageAdded', about.now);
  if (handled) handle(one, about.now);
  settle(one, about);
};

/** The customer writes: what waits for them, or was resolved within the window, is open again. */
export const ask = (one: Case, about: About): void => {
  const { now } = about;
  const isOver = one.status === 'resolved' && (one.closeAt ?? 0) < now;
  if (one.status === 'closed' || isOver) throw new No('ticket_closed');
  begin(one, about);
  tell(one, 'messageAdded', now);
  if (one.status === 'pending' || one.status === 'resolved') toStatus(one, 'open', about);
  one.askedAt ??= now;
  one.unansweredSince ??= now;
  startMissing(one, about);
  settle(one, about);
};

/** To a person, or back to the team; whoever has nobody to answer for the case, or takes it, answers for it. */
export const assign = (one: Case, to: Actor | undefined, about: About): void => {
  if (!isActive(one.status)) throw new No('conflict');
  const wasNew = one.status === 'new';
  const ownTeam = to && one.teamIds.findLast((teamId) => to.teamIds.includes(teamId));
  const teamId =
    !to || to.teamIds.includes(one.teamId) ? one.teamId : (ownTeam ?? to.teamIds[0] ?? one.teamId);
  const takes = to && (one.ownerId === undefined || to.id === about.actor.id);
  begin(one, about);
  one.teamId = teamId;
  if (!one.teamIds.includes(teamId)) one.teamIds.push(teamId);
  one.assigneeId = to?.id;
  if (takes) one.ownerId = to.id;
  if (one.level === 0) one.homeTeamId = teamId;
  tell(one, 'assigned', about.now);
  if (wasNew && to) toStatus(one, 'open', about);
  settle(one, about);
};

/** By hand up or down the ladder, with nothing that fires again in this cycle. */
export const raise = (one: Case, level: Level, about: About): void => {
  if (level === 2 && !about.actor.manages) throw new No('forbidden');
  if (!isActive(one.status)) throw new No('conflict');
  begin(one, about);
  if (one.level === level) throw new No('level_unchanged');
  if (level < one.level && !about.actor.manages) throw new No('forbidden');
  moveTo(one, level, about);
  settle(one, about);
};

/** Somebody takes notice of a step: for four hours no deadline raises the level. A second time changes nothing. */
export const acknowledge = (one: Case, n: number, about: About): void => {
  const step = one.steps[n - 1];
  if (!step) throw new No('not_found');
  if (step.acknowledged) return;
  if (!isActive(one.status)) throw new No('conflict');
  begin(one, about);
  step.acknowledged = true;
  one.holdUntil = about.now + hours(4);
  tell(one, 'acknowledged', about.now);
  settle(one, about);
};

/** Other words for what the case is; the priority follows a complaint's severity until somebody chooses one. */
export const edit = (
  one: Case,
  to: Partial<Pick<Case, 'kind' | 'severity' | 'priority'>>,
  about: Now,
): void => {
  const implied = one.priorityGiven || to.priority !== undefined || (to.kind ?? to.severity) === undefined;
  const wanted = { ...to, ...(implied ? {} : { priority: impliedPriority({ ...one, ...to }) }) };
  const isNews = Object.entries(wanted).some(([name, value]) => one[name as keyof Case] !== value);
  if (!isNews) return;
  begin(one, about);
  Object.assign(one, wanted, to.priority === undefined ? {} : { priorityGiven: true });
  tell(one, 'updated', about.now);
  settle(one, about);
};

/** What the worker does when it is told to look: whatever is due, or nothing. Answers whether something was. */
export const work = (one: Case, about: Now): boolean => {
  if (one.status === 'resolved') {
    if (one.closeAt === undefined || one.closeAt > about.now) return false;
    one.version += 1;
    toStatus(one, 'closed', about);
    return true;
  }
  const fires = catchUp(one, about);
  if (fires) {
    one.version += 1;
    settle(one, about);
  }
  return fires;
};
