import type { Write } from '#shared/app/records.ts';
import { checkCase, checkLoads } from './compare.ts';
import { checkCommit } from './invariants.ts';
import { transitions } from './reference/acts.ts';
import type { Case } from './reference/case.ts';
import { promises, type State, stateWith, type Verdict } from './state.ts';
import { type Desk, deskOn } from './system/desk.ts';
import { settle } from './system/people.ts';
import type { Ask, Reply, RouteName } from './system/requests.ts';
import type { DeskStore } from './system/store.ts';
import type { VirtualClock } from './system/virtual-clock.ts';

/** A worker or a function that dies. */
class Crash extends Error {}
export type Dies = 'before' | 'after' | undefined;

/** What was counted over all runs. */
export type Tally = {
  commands: number;
  requests: number;
  refused: number;
  transitions: number;
  crashes: number;
  deliveries: number;
  /** What cases lived through, by the type of the fact. */
  readonly facts: Map<string, number>;
};

/** The product beside what it should be like. */
export type Play = {
  readonly desk: Desk;
  readonly clock: VirtualClock;
  readonly state: State;
  readonly tally: Tally;
  readonly policyIds: readonly string[];
  readonly calendarId: string;
  /** How far the timeline of each case was compared. */
  readonly seen: Map<string, { seq: number; fact: number }>;
};

/** Nine to twelve and one to six, Monday to Friday, where clocks change twice a year. */
export const office = (opens: number, closes: number) => {
  const day = [
    [opens * 60, 12 * 60],
    [13 * 60, closes * 60],
  ] as const;
  return { timeZone: 'Europe/Berlin', week: [[], day, day, day, day, day, []] };
};
const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
/** The same hours as the API takes them. */
export const weekOf = ({ week }: ReturnType<typeof office>) =>
  Object.fromEntries(
    weekdays.map((day, n) => [
      day,
      (week[n] ?? []).map(([from, to]) => ({ from: clockTime(from), to: clockTime(to) })),
    ]),
  );

const ownTargets = { firstResponse: 4, nextResponse: 2, initialHandling: 8, resolution: 16 };

/** An organisation that is ready to work, to be copied for each run; made at this instant. */
export const aHouse = async (
  clock: VirtualClock,
  now: number,
): Promise<{ store: DeskStore; policyId: string; calendarId: string }> => {
  clock.now = now;
  const desk = deskOn();
  await settle(desk.store, now);
  const week = weekOf(office(9, 18));
  const calendar = await desk.ask('addCalendar', {
    as: 'admin',
    body: { name: 'office', timeZone: 'Europe/Berlin', week },
  });
  const calendarId = String(calendar.body['id']);
  const targets = Object.fromEntries(
    Object.entries(ownTargets).map(([target, n]) => [target, { duration: `PT${n}H` }]),
  );
  const conditions = { kind: ['productIssue'], severity: ['severe', 'urgent'] };
  const body = { name: 'grave product issues', position: 50, conditions, calendarId, targets };
  const policy = await desk.ask('addPolicy', { as: 'admin', body });
  return { store: desk.store, policyId: String(policy.body['id']), calendarId };
};

/** A run of its own: the house as it was made, at another instant. */
export const playFrom = (
  house: Awaited<ReturnType<typeof aHouse>>,
  clock: VirtualClock,
  now: number,
  tally: Tally,
): Play => {
  clock.now = now;
  const { policyId: id, calendarId } = house;
  const fits = { kinds: ['productIssue'], severities: ['severe', 'urgent'] };
  const policy = { id, version: 1, position: 50, ...fits, calendarId, promises: promises(ownTargets) };
  const state = stateWith({ policy, calendarId, hours: office(9, 18) });
  const desk = deskOn(house.store);
  const play = {
    desk,
    clock,
    state,
    tally,
    policyIds: state.house.policies.map((one) => one.id),
    calendarId,
    seen: new Map(),
  };
  listen(play, undefined);
  return play;
};

/** Looks at everything that is written; with `dies`, the n-th commit ends in a crash before or after it is applied. */
const listen = ({ desk, tally }: Play, dies: Dies, nth = 1): void => {
  let commits = 0;
  const look = (writes: readonly Write[]): void => {
    tally.transitions += checkCommit(writes, transitions);
  };
  desk.store.wire = async ({ kind, writes = [] }, act) => {
    if (kind !== 'commit') return act();
    commits += 1;
    const isLast = commits === nth;
    if (isLast && dies === 'before') throw new Crash();
    const done = await act();
    look(writes);
    if (isLast && dies === 'after') throw new Crash();
    return done;
  };
};

/** Runs something that may crash. Answers whether it did. */
export const dying = async <T>(
  play: Play,
  dies: Dies,
  run: () => Promise<T>,
  nth = 1,
): Promise<{ done: T } | 'crashed'> => {
  listen(play, dies, nth);
  try {
    return { done: await run() };
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    play.tally.crashes += 1;
    return 'crashed';
  } finally {
    listen(play, undefined);
  }
};

let keys = 0;

/** Asks; after a crash asks again with the same key, as clients do. */
export const request = async (
  play: Play,
  route: RouteName,
  ask: Ask,
  dies: Dies,
): Promise<{ reply: Reply; crashed: boolean }> => {
  play.tally.requests += 1;
  const keyed = { ...ask, key: `play-${keys++}` };
  const first = await dying(play, dies, () => play.desk.ask(route, keyed));
  if (first !== 'crashed') return { reply: first.done, crashed: false };
  return { reply: await play.desk.ask(route, keyed), crashed: true };
};

/** The answer must be the one that the model gives; a change that a dead function had made already is told by its version. */
export const checkReply = (
  play: Play,
  { reply, crashed }: { reply: Reply; crashed: boolean },
  { refused, changed }: Verdict,
  about: { readonly success: number; readonly dies: Dies; readonly byVersion: boolean },
): void => {
  const isKnown = crashed && about.dies === 'after' && about.byVersion && changed;
  const wanted = isKnown ? 'version_conflict' : refused;
  if (wanted !== undefined) play.tally.refused += 1;
  const isRight = wanted === undefined ? reply.status === about.success : reply.code === wanted;
  if (!isRight)
    throw new Error(`answered ${reply.status} ${reply.code ?? ''}, not ${wanted ?? about.success}`);
};

/** Compares a case, and what hangs on it, with what it should be like. */
export const check = (play: Play, one: Case): void => {
  checkCase(play, one.id);
  checkLoads(play);
};
