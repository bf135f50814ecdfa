import { hours } from '#shared/domain/kernel/time.ts';
import { managementTeamId, serviceLeadTeamId, serviceTeamId } from '#shared/domain/people/defaults.ts';
import { ALWAYS_CALENDAR_ID } from '#shared/domain/sla/defaults.ts';
import { type Actor, No } from './reference/acts.ts';
import { always, type Hours } from './reference/calendar.ts';
import { type Case, type House, isActive, type Policy } from './reference/case.ts';
import type { Promised, Status, Target } from './reference/clocks.ts';
import { type Budget, recall, reserve, type Survey } from './reference/survey.ts';
import { type Name, people } from './system/people.ts';

const waiting: readonly Status[] = ['pending', 'onHold'];
/** Hours as a policy promises them; only `firstResponse` never pauses. */
export const promises = (by: Partial<Record<Target, number>>): Policy['promises'] =>
  Object.fromEntries(
    Object.entries(by).map(([target, n]): [string, Promised] => [
      target,
      { ms: hours(n), pausedIn: target === 'firstResponse' ? [] : waiting },
    ]),
  );

const shipped = (position: number, fits: Partial<Policy>, by: Partial<Record<Target, number>>): Policy => ({
  ...{
    id: `pol_${String(position).padStart(26, '0')}`,
    version: 1,
    position,
    calendarId: ALWAYS_CALENDAR_ID,
  },
  ...{ ...fits, promises: promises(by) },
});

/** The shipped policies that the model's cases meet (decision 2). */
const shippedPolicies = (): Policy[] => [
  shipped(
    100,
    { kinds: ['consultation'], priorities: ['high', 'urgent'] },
    { firstResponse: 24, nextResponse: 24, initialHandling: 72 },
  ),
  shipped(200, { kinds: ['consultation'] }, { firstResponse: 24, nextResponse: 24 }),
  shipped(300, { kinds: ['complaint'] }, { firstResponse: 24, initialHandling: 48, resolution: 72 }),
  shipped(400, { kinds: ['productIssue'] }, { firstResponse: 24, initialHandling: 24, resolution: 72 }),
];

/** What the desk should be like: everything that the product keeps, as the documents say it. */
export type State = {
  readonly house: House;
  readonly cases: Case[];
  readonly surveys: Survey[];
  readonly budgets: Map<string, Budget>;
  /** Who answers for customers that were merged away. */
  readonly survivors: Map<string, string>;
};

export const stateWith = (own: {
  readonly policy: Policy;
  readonly calendarId: string;
  readonly hours: Hours;
}): State => ({
  house: {
    policies: [...shippedPolicies(), { ...own.policy }],
    calendars: new Map<string, (Hours | typeof always)[]>([
      [ALWAYS_CALENDAR_ID, [always]],
      [own.calendarId, [own.hours]],
    ]),
    teams: { service: serviceTeamId, lead: serviceLeadTeamId, management: managementTeamId },
  },
  ...{ cases: [], surveys: [], budgets: new Map(), survivors: new Map() },
});

export const actorOf = (name: Name): Actor => {
  const { id, teamIds, role } = people[name];
  return { id, teamIds, manages: role === 'supervisor' || role === 'admin' };
};

export const personOf = (state: State, customerId: string): string =>
  state.survivors.get(customerId) ?? customerId;

/** How many cases somebody has on their desk: those that wait for others don't count. */
export const loadOf = (state: State, userId: string): number =>
  state.cases.filter(
    ({ assigneeId, status }) => assigneeId === userId && (status === 'new' || status === 'open'),
  ).length;

const surveyOf = (state: State, ticketId: string, cycle: number): Survey | undefined =>
  state.surveys.find((survey) => survey.ticketId === ticketId && survey.cycle === cycle);

/** What came of an act: nothing but a refusal, or a change. */
export type Verdict = { readonly refused?: string; readonly changed: boolean };

/** Does to a case what an act does, with its surveys, or nothing at all where it is refused. */
export const change = (state: State, id: string, now: number, act: (draft: Case) => void): Verdict => {
  const place = state.cases.findIndex((one) => one.id === id);
  const before = state.cases[place];
  if (!before) throw new Error('the model knows no such case');
  const draft = structuredClone(before);
  try {
    act(draft);
  } catch (error) {
    if (error instanceof No) return { refused: error.message, changed: false };
    throw error;
  }
  state.cases[place] = draft;
  if (draft.status === 'resolved' && before.status !== 'resolved') state.surveys.push(reserve(draft, now));
  const asked = surveyOf(state, id, before.reopens);
  if (before.status === 'resolved' && isActive(draft.status) && asked) recall(asked);
  return { changed: draft.version !== before.version };
};
