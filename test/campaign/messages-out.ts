import type { Case, Field } from './cases.ts';
import { totalQueue } from './checkers.ts';
import { expectTimes, type Violations } from './found.ts';
import type { History } from './history.ts';
import type { CaseState } from './read-back.ts';

type Survey = {
  readonly id: string;
  readonly ticketId: string | null;
  readonly status: string;
  readonly sendAt: string;
  readonly sentAt: string | null;
};
type Sent = { readonly id: string; readonly at: string; readonly to: string; readonly repeats?: number };

/** How long after the invitation somebody who has not answered is reminded. */
const REMINDED_MS = 72 * 3_600_000;

/** What left by mail, by the effect that it was sent under; a repeat under the same effect is the same mail to the provider. */
export const sentMails = async ({ journey }: Field): Promise<readonly Sent[]> =>
  (await journey.outbox()) as readonly Sent[];

/** ESC-5: who answers for the team is told of each escalation once: as many mails as escalations, repeats under the same key. */
export const checkNotices = (
  states: ReadonlyMap<string, CaseState>,
  mails: readonly Sent[],
  found: Violations,
): void => {
  const times = new Map<string, number>();
  for (const { id } of mails) {
    const event = id.split('.').slice(0, -1).join('.');
    times.set(event, (times.get(event) ?? 0) + 1);
  }
  for (const [ticketId, { events }] of states)
    for (const { id, type, data } of events)
      if (type === 'escalated')
        expectTimes(`ESC-5 ${ticketId}: notice of level ${String(data['to'])}`, times.get(id) ?? 0, 1, found);
};

/** SVY-1: one survey for each resolution, one invitation and one reminder at the most, nothing to whoever wants nothing or was never answered. */
export const checkSurveys = async (
  { client, cases }: Field,
  mails: readonly Sent[],
  surveysSweptAt: number,
  answered: ReadonlySet<string>,
  found: Violations,
): Promise<void> => {
  const surveys = new Map<string, Survey[]>();
  for (const survey of await client.pages<Survey>('/v1/surveys')) {
    const ticketId = survey.ticketId ?? '';
    surveys.set(ticketId, [...(surveys.get(ticketId) ?? []), survey]);
  }
  const byId = new Map(mails.map((mail) => [mail.id, mail]));
  const toPerson = new Map<string, number>();
  for (const { to } of mails) toPerson.set(to, (toPerson.get(to) ?? 0) + 1);
  for (const one of cases) {
    const own = surveys.get(one.id) ?? [];
    expectTimes(`SVY-1 ${one.id}: surveys`, own.length, one.resolved ? 1 : 0, found);
    const wanted = one.resolved && one.answered && !one.optedOut;
    expectTimes(`SVY-1 ${one.id}: mails`, toPerson.get(one.email) ?? 0, wanted ? mailsOf(own[0]) : 0, found);
    const [survey] = own;
    const invitation = survey && byId.get(`${survey.id}.invite.email`);
    if (wanted && !invitation) found.lost.push(`SVY-1 ${one.id}: invitation`);
    if (survey && invitation && invitation.at < survey.sendAt)
      found.early.push(`SVY-1 ${one.id}: sent ${invitation.at}, due ${survey.sendAt}`);
  }
  function mailsOf(survey: Survey | undefined): number {
    const reminded =
      survey?.sentAt != null &&
      !answered.has(survey.id) &&
      Date.parse(survey.sentAt) + REMINDED_MS <= surveysSweptAt;
    return reminded ? 2 : 1;
  }
};

/** TKT-1: every message that was acknowledged comes out again, once. */
export const checkMessages = (history: History, found: Violations): void => {
  const { lost, unexpected, duplicated } = totalQueue(history.steps);
  found.lost.push(...lost.map((mark) => `TKT-1 message ${mark}`));
  found.twice.push(...duplicated.map((mark) => `TKT-1 message ${mark}`));
  found.other.push(...unexpected.map((mark) => `TKT-1 message ${mark} was never written`));
};

const DAY_MS = 24 * 3_600_000;

/** Whether it is decided by then that no survey is sent: who was never answered, or wants none, is not asked. */
export const isUnasked = (one: Case, { events }: CaseState, by: number): boolean => {
  const resolved = events.find(({ type, data }) => type === 'statusChanged' && data['to'] === 'resolved');
  return resolved !== undefined && (!one.answered || one.optedOut) && resolved.at + DAY_MS <= by;
};

/** SVY-1: the timeline tells once that the survey went out, or once that it did not. */
export const checkTold = (
  cases: readonly Case[],
  states: ReadonlyMap<string, CaseState>,
  now: number,
  found: Violations,
): void => {
  for (const one of cases) {
    const state = states.get(one.id);
    if (!state) continue;
    const times = (name: string): number => state.events.filter(({ type }) => type === name).length;
    const asked = one.resolved && one.answered && !one.optedOut;
    expectTimes(`SVY-1 ${one.id}: surveySent`, times('surveySent'), asked ? 1 : 0, found);
    const unasked = isUnasked(one, state, now);
    expectTimes(`SVY-1 ${one.id}: surveyNotSent`, times('surveyNotSent'), unasked ? 1 : 0, found);
  }
};
